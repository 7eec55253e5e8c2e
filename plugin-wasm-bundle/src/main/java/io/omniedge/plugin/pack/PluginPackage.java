package io.omniedge.plugin.pack;

import io.omniedge.plugin.module.InvalidModuleException;
import io.omniedge.plugin.module.ModuleLimits;
import io.omniedge.plugin.module.ModuleOutline;
import io.omniedge.plugin.module.Preflight;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.sign.SigningKey;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;

/**
 * A plugin that was found good: its signature first, then its bounds, then its manifest. The bytes
 * that were looked at are the bytes that run.
 */
public final class PluginPackage {
  private final byte[] module;
  private final Manifest manifest;
  private final Optional<TrustedKey> signer;

  private PluginPackage(byte[] module, Manifest manifest, Optional<TrustedKey> signer) {
    this.module = module;
    this.manifest = manifest;
    this.signer = signer;
  }

  /**
   * Opens a file.
   *
   * @param trusted keys whose plugins are taken
   * @param takesUnsigned whether one without a signature is taken; a wrong one never is
   * @throws RefusedPackageException if it is not taken
   */
  public static PluginPackage open(byte[] file, List<TrustedKey> trusted, boolean takesUnsigned)
      throws RefusedPackageException {
    if (file.length > ModuleLimits.BYTES) {
      throw new RefusedPackageException(
          "it has " + file.length + " bytes; at most " + ModuleLimits.BYTES + " are taken");
    }
    byte[] module = file.clone();
    Optional<SignatureSection> signature = SignatureSection.find(module);
    Optional<TrustedKey> signer = Optional.empty();
    if (signature.isPresent()) {
      SignatureSection found = signature.get();
      signer = trusted.stream().filter(key -> found.isBy(key.key())).findFirst();
      if (signer.isEmpty()) {
        throw new RefusedPackageException(
            "no trusted key signed these bytes; it says it is signed by " + found.keyIds());
      }
    } else if (!takesUnsigned) {
      throw new RefusedPackageException("it is not signed");
    }
    Manifest manifest = manifest(module, signature.isPresent() ? 1 : 0);
    if (signer.isPresent() && !signer.get().maySign(manifest)) {
      throw new RefusedPackageException(
          "the key "
              + signer.get().name()
              + " may not sign "
              + manifest.id()
              + " of type "
              + manifest.type().text());
    }
    return new PluginPackage(module, manifest, signer);
  }

  /**
   * Looks at a file whoever signed it, to show it: nothing of it may run.
   *
   * @throws RefusedPackageException if it is no plugin
   */
  public static PluginPackage look(byte[] file) throws RefusedPackageException {
    byte[] module = file.clone();
    int signatures = SignatureSection.find(module).isPresent() ? 1 : 0;
    return new PluginPackage(module, manifest(module, signatures), Optional.empty());
  }

  /** In the place of one whose file is damaged: what is known of it without the file. */
  public static PluginPackage lost(String id, SemanticVersion version, PluginType type) {
    JsonObject manifest =
        JsonObject.builder()
            .put("abi", "omni/1")
            .put("id", id)
            .put("type", type.text())
            .put("version", version.toString())
            .build();
    try {
      return new PluginPackage(new byte[0], Manifest.read(manifest.toBytes()), Optional.empty());
    } catch (ProtocolException e) {
      throw new IllegalArgumentException(id, e);
    }
  }

  private static Manifest manifest(byte[] module, int signatures) throws RefusedPackageException {
    try {
      ModuleOutline outline = Preflight.check(module);
      if (outline.customs(SignatureSection.NAME) != signatures) {
        throw new RefusedPackageException("it has a signature that is not its first section");
      }
      if (outline.customs(Manifest.SECTION) != 1) {
        throw new RefusedPackageException(
            "it has "
                + outline.customs(Manifest.SECTION)
                + " sections "
                + Manifest.SECTION
                + ", not one");
      }
      Manifest manifest = Manifest.read(outline.custom(module, Manifest.SECTION));
      Abi.check(outline, manifest);
      return manifest;
    } catch (InvalidModuleException e) {
      throw new RefusedPackageException(String.valueOf(e.getMessage()));
    } catch (ProtocolException e) {
      throw new RefusedPackageException("its manifest is wrong: " + e.getMessage());
    }
  }

  /**
   * Puts a manifest into a module, in the place of one that is there; a signature is lost by it.
   *
   * @throws RefusedPackageException if the module or the manifest is not good
   */
  public static byte[] pack(byte[] module, byte[] manifest) throws RefusedPackageException {
    try {
      Manifest unused = Manifest.readStrictly(manifest);
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      packed.writeBytes(
          Preflight.check(module).without(module, SignatureSection.NAME, Manifest.SECTION));
      SignatureSection.custom(packed, Manifest.SECTION, manifest);
      byte[] file = packed.toByteArray();
      return open(file, List.of(), true).bytes();
    } catch (InvalidModuleException e) {
      throw new RefusedPackageException(String.valueOf(e.getMessage()));
    } catch (ProtocolException e) {
      throw new RefusedPackageException("the manifest is wrong: " + e.getMessage());
    }
  }

  /** Signs a packed module, in the place of a signature that is there. */
  public static byte[] sign(byte[] packed, SigningKey key) throws RefusedPackageException {
    return SignatureSection.sign(packed, key.verifyKey().id(), key::sign);
  }

  /**
   * Names of the keys that a file says it is signed with; none if it has no signature. Whether they
   * did is another question.
   */
  public static List<String> signedBy(byte[] file) throws RefusedPackageException {
    return SignatureSection.find(file).map(SignatureSection::keyIds).orElse(List.of());
  }

  /** A file without its signature. */
  public static byte[] unsigned(byte[] file) throws RefusedPackageException {
    if (SignatureSection.find(file).isEmpty()) {
      return file.clone();
    }
    try {
      return Preflight.check(file).without(file, SignatureSection.NAME);
    } catch (InvalidModuleException e) {
      throw new RefusedPackageException(String.valueOf(e.getMessage()));
    }
  }

  /** What it says of itself. */
  public Manifest manifest() {
    return manifest;
  }

  /** Whose signature it has; nothing if it has none. */
  public Optional<TrustedKey> signer() {
    return signer;
  }

  /** A copy of the whole module. */
  public byte[] bytes() {
    return module.clone();
  }
}
