package io.omniedge.transport.crypto;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The providers chosen at start. Immutable; any thread may ask it for instances.
 *
 * <p>The choice: {@link KnownProvider} lists the candidates best first, in tiers; the first tier
 * with a provider that passes the {@link SelfTest} decides. In it the static order holds, unless a
 * later provider is measured clearly faster. X25519 comes from the same provider, BLAKE2s from our
 * own code. Each of the three can be forced by name.
 */
public final class CryptoSuite {
  private final CryptoProvider aeadProvider;

  /** Null for our own code. */
  private final @Nullable CryptoProvider blake2sProvider;

  private final KeyAgreement keyAgreement;
  private final String description;
  private final List<Candidate> report;

  private CryptoSuite(
      CryptoProvider aeadProvider,
      @Nullable CryptoProvider blake2sProvider,
      KeyAgreement keyAgreement,
      String description,
      List<Candidate> report) {
    this.aeadProvider = aeadProvider;
    this.blake2sProvider = blake2sProvider;
    this.keyAgreement = keyAgreement;
    this.description = description;
    this.report = report;
  }

  /**
   * Chooses; takes a few milliseconds.
   *
   * @throws CryptoException when something forced is unknown or does not work, with the candidates
   *     and their reasons
   */
  public static CryptoSuite select(CryptoOptions options) throws CryptoException {
    return select(options, System::nanoTime);
  }

  /** The same with another source of time. */
  static CryptoSuite select(CryptoOptions options, LongSupplier nanoTime) throws CryptoException {
    Selection selection = new Selection(options, nanoTime);
    Trial chosen = selection.aead();
    CryptoProvider aead = selection.require(chosen);
    KeyAgreement keyAgreement = selection.keyAgreement(aead);
    @Nullable CryptoProvider blake2s = selection.blake2s();
    String description =
        "aead "
            + chosen.known().providerName
            + ", x25519 "
            + keyAgreement.name()
            + ", blake2s "
            + newBlake2s(blake2s).name();
    return new CryptoSuite(aead, blake2s, keyAgreement, description, selection.report(chosen));
  }

  /**
   * This suite with its AEADs behind {@code wrapper}, for benchmarks that leave the cipher out.
   * Nothing in the product calls it.
   */
  public CryptoSuite insecureWithAead(UnaryOperator<Aead> wrapper) {
    CryptoProvider wrapped =
        new CryptoProvider() {
          @Override
          public Aead newAead() {
            return wrapper.apply(aeadProvider.newAead());
          }

          @Override
          public KeyAgreement newKeyAgreement() {
            return aeadProvider.newKeyAgreement();
          }
        };
    String changed = description + ", AEAD REPLACED";
    return new CryptoSuite(wrapped, blake2sProvider, keyAgreement, changed, report);
  }

  /** A new ChaCha20-Poly1305 for one thread. */
  public Aead newAead() {
    return aeadProvider.newAead();
  }

  /** X25519, always the same instance, for any thread. */
  public KeyAgreement keyAgreement() {
    return keyAgreement;
  }

  /** A new BLAKE2s for one thread. */
  public Blake2s blake2s() {
    return newBlake2s(blake2sProvider);
  }

  private static Blake2s newBlake2s(@Nullable CryptoProvider provider) {
    return provider == null ? new JavaBlake2s() : provider.newBlake2s();
  }

  /** One line for the status: {@code "aead openssl-ffm, x25519 openssl-ffm, blake2s java"}. */
  public String description() {
    return description;
  }

  /** All candidates for the AEAD, in order of preference. */
  public List<Candidate> report() {
    return report;
  }

  /** One run of the choice. */
  private static final class Selection {
    private final CryptoOptions options;
    private final LongSupplier nanoTime;
    private final Map<KnownProvider, Trial> trials = new EnumMap<>(KnownProvider.class);

    Selection(CryptoOptions options, LongSupplier nanoTime) {
      this.options = options;
      this.nanoTime = nanoTime;
    }

    Trial aead() throws CryptoException {
      if (options.aead() != null) {
        return forced("AEAD", options.aead());
      }
      for (KnownProvider.Tier tier : KnownProvider.Tier.values()) {
        Trial best = best(tier);
        if (best != null) {
          return best;
        }
      }
      throw new CryptoException("no provider of ChaCha20-Poly1305 works:\n" + list());
    }

    private @Nullable Trial best(KnownProvider.Tier tier) {
      Trial best = null;
      for (KnownProvider known : KnownProvider.values()) {
        if (known.tier != tier) {
          continue;
        }
        Trial trial = trial(known);
        if (trial.beats(best)) {
          best = trial;
        }
      }
      return best;
    }

    private Trial forced(String option, String name) throws CryptoException {
      KnownProvider known = KnownProvider.byName(name);
      if (known == null) {
        throw new CryptoException(
            option + ": there is no provider \"" + name + "\"; the candidates are:\n" + tryAll());
      }
      Trial trial = trial(known);
      if (trial.provider() == null) {
        throw new CryptoException(
            option + ": \"" + name + "\" does not work here; the candidates are:\n" + tryAll());
      }
      return trial;
    }

    CryptoProvider require(Trial trial) {
      if (trial.provider() == null) {
        throw new AssertionError(trial.candidate() + " was chosen");
      }
      return trial.provider();
    }

    KeyAgreement keyAgreement(CryptoProvider aead) throws CryptoException {
      String option = "X25519";
      CryptoProvider provider =
          options.keyAgreement() == null ? aead : require(forced(option, options.keyAgreement()));
      KeyAgreement agreement = provider.newKeyAgreement();
      String failure = SelfTest.keyAgreementFailure(agreement);
      if (failure != null) {
        throw new CryptoException(
            option + ": X25519 of " + agreement.name() + " computes wrongly: " + failure);
      }
      return agreement;
    }

    /** Null for our own code, which needs no trial. */
    @Nullable CryptoProvider blake2s() throws CryptoException {
      String name = options.blake2s();
      if (name == null || name.equals(JavaBlake2s.NAME)) {
        return null;
      }
      if (!name.equals(KnownProvider.BOUNCY_CASTLE.providerName)) {
        throw new CryptoException(
            "BLAKE2s: there is no provider \""
                + name
                + "\"; the candidates are java, bouncycastle");
      }
      return require(forced("BLAKE2s", name));
    }

    private Trial trial(KnownProvider known) {
      Trial trial = trials.get(known);
      if (trial == null) {
        trial = Trial.of(known, options, nanoTime);
        trials.put(known, trial);
      }
      return trial;
    }

    /** For an error message, where time no longer counts. */
    private String tryAll() {
      for (KnownProvider known : KnownProvider.values()) {
        trial(known);
      }
      return list();
    }

    private String list() {
      List<String> lines = new ArrayList<>();
      for (Trial trial : trials.values()) {
        lines.add("  " + trial.candidate());
      }
      return String.join("\n", lines);
    }

    List<Candidate> report(Trial chosen) {
      List<Candidate> report = new ArrayList<>();
      for (KnownProvider known : KnownProvider.values()) {
        Trial trial = trials.get(known);
        if (trial == null) {
          trial =
              Trial.notTried(
                  known,
                  chosen.known().providerName + (options.aead() == null ? " works" : " is forced"));
        }
        report.add(
            trial == chosen
                ? trial.chosen(options.aead() == null ? "best of its kind" : "forced")
                : trial.candidate());
      }
      return Collections.unmodifiableList(report);
    }
  }
}
