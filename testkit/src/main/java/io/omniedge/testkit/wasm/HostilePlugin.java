package io.omniedge.testkit.wasm;

import java.util.Locale;

/**
 * A plugin that does harm, or tries to.
 *
 * <p>Not thread-safe, for its module is not.
 */
public final class HostilePlugin {
  /** How it ends. */
  public enum End {
    /** It is not installed, or does not get to work. */
    KEPT_AWAY,
    /** It gets to work; its calls end within their bounds. */
    AT_WORK
  }

  private final String name;
  private final End end;
  private final String type;
  private final WasmBuilder module;
  private final String more;

  HostilePlugin(String name, End end, String type, WasmBuilder module, String more) {
    this.name = name;
    this.end = end;
    this.type = type;
    this.module = module;
    this.more = more;
  }

  /** What it does, in a few words. */
  public String name() {
    return name;
  }

  /** How that ends. */
  public End end() {
    return end;
  }

  /** As it stands in its manifest. */
  public String type() {
    return type;
  }

  /** Without manifest. */
  public WasmBuilder module() {
    return module;
  }

  /** What its manifest has besides id, version and type: members, each after a comma. */
  public String more() {
    return more;
  }

  /** Made from its name. */
  public String id() {
    return "com.example.hostile." + name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  /** Its package as version 1.0.{@code number}, which nobody signed. */
  public byte[] version(int number) {
    return PluginModules.packed(module, id(), "1.0." + number, type, more);
  }

  @Override
  public String toString() {
    return name;
  }
}
