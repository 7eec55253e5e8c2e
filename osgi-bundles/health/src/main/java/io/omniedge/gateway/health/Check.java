package io.omniedge.gateway.health;

/** One thing that can be wrong. */
public interface Check {
  /** Of one word, as the operator reads it. */
  String name();

  /** Looks; any thread, within a second. */
  Verdict look();
}
