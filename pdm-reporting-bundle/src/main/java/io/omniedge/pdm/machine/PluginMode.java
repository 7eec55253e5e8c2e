package io.omniedge.pdm.machine;

/** What a plugin of the type pdm-reporting does at a machine. */
public enum PluginMode {
  /** It is not asked. */
  NONE,
  /** What it says counts beside the built-in chain. */
  EXTEND,
  /** What it says counts; the built-in chain does only while it fails. */
  REPLACE
}
