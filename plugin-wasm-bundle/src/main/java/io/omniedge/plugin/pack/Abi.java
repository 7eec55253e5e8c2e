package io.omniedge.plugin.pack;

import io.omniedge.plugin.module.ModuleOutline;
import io.omniedge.plugin.module.Signature;
import java.util.List;
import java.util.Optional;

/** What a module exports so that a gateway can call it: the ABI {@code omni/1}. */
public final class Abi {
  /** Marks a module as one of the ABI; never called. */
  public static final String MARKER = "omni_abi_v1";

  /** Takes a size, gives a pointer; 0 if there is no room. */
  public static final String ALLOC = "omni_alloc";

  /** Takes a pointer and a size back; a module need not have it. */
  public static final String FREE = "omni_free";

  /** Called once for each instance, if a module has it: constructors of C and its like. */
  public static final String INITIALIZE = "_initialize";

  /** Before all names of calls. */
  public static final String PREFIX = "omni_";

  /** Calls that each plugin may answer. */
  static final List<String> LIFE = List.of("init", "health", "state_save", "state_load");

  /** Of every call: pointer and size in, pointer and size out. */
  public static final Signature CALL = new Signature("ii", "I");

  private Abi() {}

  static void check(ModuleOutline outline, Manifest manifest) throws RefusedPackageException {
    if (!outline.exportsMemory()) {
      throw new RefusedPackageException("it does not export its memory as \"memory\"");
    }
    if (outline.export(MARKER).isEmpty()) {
      throw new RefusedPackageException("it does not export " + MARKER + ": made for another ABI");
    }
    expect(outline, ALLOC, new Signature("i", "i"), true);
    expect(outline, FREE, new Signature("ii", ""), false);
    expect(outline, INITIALIZE, new Signature("", ""), false);
    for (String call : manifest.type().required()) {
      expect(outline, PREFIX + call, CALL, true);
    }
    for (String call : manifest.type().optional()) {
      expect(outline, PREFIX + call, CALL, false);
    }
    for (String call : LIFE) {
      expect(outline, PREFIX + call, CALL, false);
    }
  }

  private static void expect(
      ModuleOutline outline, String name, Signature wanted, boolean isRequired)
      throws RefusedPackageException {
    Optional<Signature> found = outline.export(name);
    if (found.isEmpty() && isRequired) {
      throw new RefusedPackageException("it does not export " + name + wanted);
    }
    if (found.isPresent() && !found.get().equals(wanted)) {
      throw new RefusedPackageException(
          "it exports " + name + found.get() + " and not " + name + wanted);
    }
  }
}
