package io.omniedge.pdm.diagnosis;

/** What can be said of a bearing. */
public enum Verdict {
  HEALTHY,
  INNER_RACE,
  OUTER_RACE,
  ROLLING_ELEMENT,
  CAGE,
  /** Something is wrong, and the tones do not agree on what. */
  ABNORMAL_CLASS_UNSURE,
  /** The block does not tell: an answer, and never taken for healthy. */
  NOT_DIAGNOSABLE
}
