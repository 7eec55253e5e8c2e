package io.omniedge.pdm.machine;

/** What moves in it; the tables of severity are for the first kind only. */
public enum MachineKind {
  ROTATING,
  GEARBOX,
  RECIPROCATING
}
