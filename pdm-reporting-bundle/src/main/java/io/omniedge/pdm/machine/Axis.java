package io.omniedge.pdm.machine;

/** In which direction of the shaft a sensor measures. */
public enum Axis {
  RADIAL_HORIZONTAL,
  RADIAL_VERTICAL,
  AXIAL
}
