package io.omniedge.pdm.machine;

/** Which row of which standard's table a machine is judged by. */
public enum MachineGroup {
  /** Above 300 kW, or a shaft height of 315 mm and more. */
  ISO_20816_3_GROUP_1,
  /** 15 to 300 kW, or a shaft height of 160 to 315 mm. */
  ISO_20816_3_GROUP_2,
  /** Parts of a machine joined with it, motors up to 15 kW. */
  ISO_10816_1_CLASS_I,
  /** Medium machines without special foundations. */
  ISO_10816_1_CLASS_II,
  /** Large machines on rigid and heavy foundations. */
  ISO_10816_1_CLASS_III,
  /** Large machines on soft foundations. */
  ISO_10816_1_CLASS_IV
}
