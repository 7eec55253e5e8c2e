package io.omniedge.pdm.triage;

/** Where samples go that were reduced. */
public enum Route {
  /** Into the folder of this gateway. */
  LOCAL,
  /** Away, by the outlet. */
  CLOUD,
  /** Nowhere: the buffers and triggers had them. */
  DISCARD,
  /** Nowhere, for nobody may have them: not even the buffers do. */
  REDACT
}
