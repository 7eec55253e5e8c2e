package io.omniedge.pdm.simulation;

/** Which part of the bearing has a spot. */
public enum BearingFault {
  NONE,
  INNER_RACE,
  OUTER_RACE,
  ROLLING_ELEMENT,
  CAGE
}
