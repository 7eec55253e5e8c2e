package io.omniedge.cli.plugin;

import java.util.List;
import java.util.Locale;

/** A language that we have an SDK for. */
public enum PluginLanguage {
  /** By clang, without a library. */
  C("plugin.c", List.of("omni.h")),
  /** By asc, with its smallest runtime. */
  ASSEMBLYSCRIPT(
      "plugin.ts", List.of("omni.ts", "manifest.mjs", "package.json", "package-lock.json"));

  private final String source;

  @SuppressWarnings("ImmutableEnumChecker") // made with List.of
  private final List<String> files;

  PluginLanguage(String source, List<String> files) {
    this.source = source;
    this.files = files;
  }

  /** The file that a plugin of the language is written in. */
  public String source() {
    return source;
  }

  /** What it needs beside it. */
  List<String> files() {
    return files;
  }

  /** As on the command line. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
