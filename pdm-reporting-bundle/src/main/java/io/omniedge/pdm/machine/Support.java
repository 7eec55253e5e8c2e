package io.omniedge.pdm.machine;

/**
 * How a machine stands. Rigid when the lowest natural frequency of machine and support in the
 * direction measured is 25 % above its main excitation [ISO 20816-3].
 */
public enum Support {
  RIGID,
  FLEXIBLE
}
