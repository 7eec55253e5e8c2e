package io.omniedge.pdm.alarm;

/** How bad it is, from fine to worst; UNKNOWN is none of these. */
public enum Level {
  OK,
  ADVISE,
  ALERT,
  DANGER,
  /** Nobody can tell: the machine stands, or its sensor is faulty. */
  UNKNOWN
}
