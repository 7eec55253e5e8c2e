package io.omniedge.transport.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.transport.crypto.Candidate.State;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CryptoSuiteTest {
  private static CryptoOptions forceAead(String name) {
    return new CryptoOptions(name, null, null, null, null);
  }

  /** Every look at the clock takes as long as asked. */
  private static Trial trial(KnownProvider known, long nanosPerBlock) {
    AtomicLong clock = new AtomicLong(Long.MAX_VALUE - nanosPerBlock);
    CryptoProvider provider = Providers.load(KnownProvider.BOUNCY_CASTLE);
    return Trial.of(known, provider, () -> clock.getAndAdd(nanosPerBlock));
  }

  @Test
  void choosesAProviderThatWorksAndReportsAllInOrder() throws CryptoException {
    CryptoSuite suite = CryptoSuite.select(CryptoOptions.fromSystemProperties());
    List<String> names = new ArrayList<>();
    List<String> chosen = new ArrayList<>();
    for (Candidate candidate : suite.report()) {
      names.add(candidate.name());
      assertFalse(candidate.reason().isBlank());
      if (candidate.state() == State.CHOSEN) {
        chosen.add(candidate.name());
      }
    }
    assertEquals(
        List.of(
            "boringssl-ffm", "openssl-ffm", "boringssl-jna", "openssl-jna", "jce", "bouncycastle"),
        names);
    try (Aead aead = suite.newAead()) {
      assertEquals(chosen, List.of(aead.name()));
      assertEquals(
          "aead " + aead.name() + ", x25519 " + aead.name() + ", blake2s java",
          suite.description());
    }
    assertSame(suite.keyAgreement(), suite.keyAgreement());
  }

  @ParameterizedTest
  @EnumSource(KnownProvider.class)
  void takesTheForcedProvider(KnownProvider known) throws CryptoException {
    Providers.load(known);
    CryptoOptions base = CryptoOptions.fromSystemProperties();
    CryptoSuite suite =
        CryptoSuite.select(
            new CryptoOptions(
                known.providerName,
                "bouncycastle",
                "bouncycastle",
                base.openSslLibrary(),
                base.boringSslLibrary()));
    assertEquals(
        "aead " + known.providerName + ", x25519 bouncycastle, blake2s bouncycastle",
        suite.description());
    assertEquals("bouncycastle", suite.blake2s().name());
  }

  @Test
  void namesTheCandidatesWhenAForcedOneIsUnknown() {
    CryptoException e =
        assertThrows(CryptoException.class, () -> CryptoSuite.select(forceAead("openssl")));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith("AEAD: there is no provider \"openssl\""));
    for (KnownProvider known : KnownProvider.values()) {
      assertTrue(message.contains("\n  " + known.providerName + ": "), message);
    }
  }

  @Test
  void saysWhyAForcedProviderDoesNotWork() {
    CryptoOptions options =
        new CryptoOptions("openssl-jna", null, null, Path.of("/nowhere/libcrypto.so.3"), null);
    CryptoException e = assertThrows(CryptoException.class, () -> CryptoSuite.select(options));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains("\"openssl-jna\" does not work here"), message);
    assertTrue(message.contains("/nowhere/libcrypto.so.3\" cannot be read"), message);
  }

  @Test
  void refusesAnUnknownBlake2s() {
    CryptoOptions options = new CryptoOptions("jce", null, "rot13", null, null);
    assertThrows(CryptoException.class, () -> CryptoSuite.select(options));
  }

  @Test
  void fallsBackWhenNoLibraryIsThere() throws CryptoException {
    Path nowhere = Path.of("/nowhere/libcrypto.so");
    CryptoSuite suite = CryptoSuite.select(new CryptoOptions(null, null, null, nowhere, nowhere));
    assertEquals("aead jce, x25519 jce, blake2s java", suite.description());
    for (Candidate candidate : suite.report()) {
      if (candidate.name().endsWith("jna")) {
        assertEquals(State.UNAVAILABLE, candidate.state());
        assertTrue(candidate.reason().contains("/nowhere"), candidate.reason());
      }
    }
  }

  @Test
  void prefersTheStaticOrderUnlessALaterProviderIsClearlyFaster() {
    Trial first = trial(KnownProvider.BORINGSSL_FFM, 30_000);
    assertTrue(first.beats(null));
    assertFalse(trial(KnownProvider.OPENSSL_FFM, 29_000).beats(first));
    assertFalse(trial(KnownProvider.OPENSSL_FFM, 22_000).beats(first)); // its calls cost more
    assertTrue(trial(KnownProvider.OPENSSL_FFM, 10_000).beats(first));
  }

  @Test
  void stopsMeasuringAProviderThatIsFarTooSlow() {
    AtomicLong looks = new AtomicLong();
    long second = 1_000_000_000;
    CryptoProvider provider = Providers.load(KnownProvider.BOUNCY_CASTLE);
    Trial trial =
        Trial.of(KnownProvider.OPENSSL_FFM, provider, () -> looks.getAndIncrement() * second);
    assertEquals(State.PASSED, trial.candidate().state());
    assertEquals(2, looks.get());
  }

  @Test
  void rejectsAProviderWhoseTagsAreWrong() {
    Trial trial =
        Trial.of(
            KnownProvider.OPENSSL_FFM,
            new BrokenProvider(Providers.load(KnownProvider.BOUNCY_CASTLE)),
            System::nanoTime);
    assertEquals(State.FAILED, trial.candidate().state());
    assertTrue(trial.candidate().reason().startsWith("accepted a forged tag"));
    assertNull(trial.provider());
    assertFalse(trial.beats(null));
  }
}
