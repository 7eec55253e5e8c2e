package io.omniedge.pdm.source;

/** Who talks to I2C, SPI and GPIO for us (ADR 16). */
public enum Backend {
  /** The character devices of the kernel, by the C library of the tunnels. */
  KERNEL,
  /** Pi4J, where its bundles are installed. */
  PI4J
}
