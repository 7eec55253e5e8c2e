package io.omniedge.plugin.engine;

import io.omniedge.plugin.module.FuelMeter;
import io.omniedge.plugin.module.InvalidModuleException;
import io.omniedge.plugin.module.ModuleOutline;
import io.omniedge.plugin.module.Preflight;

/** A module that was looked at and that counts what it does. Immutable. */
public final class MeteredModule {
  private final byte[] bytes;
  private final ModuleOutline outline;

  private MeteredModule(byte[] bytes, ModuleOutline outline) {
    this.bytes = bytes;
    this.outline = outline;
  }

  /**
   * Looks at a module and puts the meter in.
   *
   * @param startFuel what its start section may use
   */
  public static MeteredModule of(byte[] module, long startFuel) throws InvalidModuleException {
    ModuleOutline outline = Preflight.check(module);
    return new MeteredModule(FuelMeter.into(module, outline, startFuel, 0), outline);
  }

  /** What it says of itself. */
  public ModuleOutline outline() {
    return outline;
  }

  byte[] bytes() {
    return bytes;
  }

  int fuelGlobal() {
    return FuelMeter.fuelGlobal(outline);
  }

  int pagesGlobal() {
    return FuelMeter.pagesGlobal(outline);
  }
}
