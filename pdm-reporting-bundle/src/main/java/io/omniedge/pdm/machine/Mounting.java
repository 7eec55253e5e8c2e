package io.omniedge.pdm.machine;

/** How a sensor is held; the looser, the lower the frequencies up to which it is right. */
public enum Mounting {
  STUD,
  ADHESIVE,
  MAGNET,
  PROBE
}
