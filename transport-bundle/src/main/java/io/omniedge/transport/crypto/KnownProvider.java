package io.omniedge.transport.crypto;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;

/**
 * The providers by name, best first [data-path.md, "Seal"].
 *
 * <p>They are named by class name and loaded by reflection: a provider that is not used costs no
 * class loading (the signed BouncyCastle JAR alone would cost more than the whole start), and the
 * classes for Java 22 need not exist on Java 17. (They are not public, because a multi-release JAR
 * must not add public classes for one version.)
 */
enum KnownProvider {
  BORINGSSL_FFM("boringssl-ffm", Tier.FFM, 190, "ffm.FfmBoringSslProvider"),
  OPENSSL_FFM("openssl-ffm", Tier.FFM, 515, "ffm.FfmOpenSslProvider"),
  BORINGSSL_JNA("boringssl-jna", Tier.JNA, 400, "jna.JnaBoringSslProvider"),
  OPENSSL_JNA("openssl-jna", Tier.JNA, 920, "jna.JnaOpenSslProvider"),
  JCE("jce", Tier.JRE, 0, "jce.JceProvider"),
  BOUNCY_CASTLE("bouncycastle", Tier.JAVA, 0, "bc.BcProvider");

  /** A later tier is looked at only when no provider of an earlier one works. */
  enum Tier {
    /** Native libraries through java.lang.foreign. */
    FFM(true),
    /** Native libraries through JNA: four times the cost of a call. */
    JNA(true),
    /** The JRE's own. */
    JRE(false),
    /** Plain Java. */
    JAVA(false);

    /** Whether a measurement in a cold JVM says something: only when the work is done outside. */
    final boolean measurable;

    Tier(boolean measurable) {
      this.measurable = measurable;
    }
  }

  private static final int FFM_FEATURE_VERSION = 22;

  final String providerName;
  final Tier tier;

  /**
   * Nanoseconds that sealing 1,420 bytes takes beyond the cipher's time per byte in bulk, warmed up
   * (measured on x86-64 with AVX-512, both Java 25 and 17). Comparing bulk rates alone would favour
   * a fast cipher behind slow calls: OpenSSL's takes 0.25 ns a byte there, BoringSSL's 0.40, and
   * yet BoringSSL's packet is done sooner, in 766 ns instead of 873.
   */
  final int callNanos;

  private final String className;

  KnownProvider(String providerName, Tier tier, int callNanos, String className) {
    this.providerName = providerName;
    this.tier = tier;
    this.callNanos = callNanos;
    this.className = className;
  }

  static @Nullable KnownProvider byName(String name) {
    for (KnownProvider provider : values()) {
      if (provider.providerName.equals(name)) {
        return provider;
      }
    }
    return null;
  }

  /** Loads the provider and its library. */
  CryptoProvider load(CryptoOptions options) throws CryptoException {
    if (tier == Tier.FFM && Runtime.version().feature() < FFM_FEATURE_VERSION) {
      throw new CryptoException(
          "needs Java 22 or later, this is Java " + Runtime.version().feature());
    }
    try {
      Constructor<? extends CryptoProvider> constructor =
          Class.forName(getClass().getPackageName() + "." + className)
              .asSubclass(CryptoProvider.class)
              .getDeclaredConstructor(CryptoOptions.class);
      constructor.setAccessible(true);
      return constructor.newInstance(options);
    } catch (InvocationTargetException e) {
      throw unavailable(e.getCause() == null ? e : e.getCause());
    } catch (ReflectiveOperationException | LinkageError e) {
      throw unavailable(e);
    }
  }

  private static CryptoException unavailable(Throwable cause) {
    return cause instanceof CryptoException known
        ? known
        : new CryptoException("cannot be loaded: " + cause, cause);
  }
}
