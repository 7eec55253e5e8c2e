package io.omniedge.gateway.console.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayCertificateTest {
  private static final Instant NOW = Instant.parse("2027-03-01T12:00:00Z");
  private static final List<String> NAMES =
      List.of("plant-gw", "plant-gw.local", "127.0.0.1", "192.168.50.1", "fd00:0:0:0:0:0:0:1");

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void chooseFile() {
    file = folder.resolve("certificate.p12");
  }

  private GatewayCertificate at(Instant now, Collection<String> names) throws IOException {
    return GatewayCertificate.loadOrMake(file, names, now, new SecureRandom());
  }

  private X509Certificate stored() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, GatewayCertificate.FILE_PASSWORD.toCharArray());
    }
    return (X509Certificate) store.getCertificate("gateway");
  }

  private Set<String> alternatives() throws Exception {
    Collection<List<?>> found = stored().getSubjectAlternativeNames();
    return found == null
        ? Set.of()
        : found.stream().map(entry -> String.valueOf(entry.get(1))).collect(Collectors.toSet());
  }

  @Test
  void isMadeOnceAndReadAgain() throws Exception {
    GatewayCertificate made = at(NOW, NAMES);
    byte[] bytes = Files.readAllBytes(file);
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertEquals(made.fingerprint(), at(NOW.plus(Duration.ofDays(700)), NAMES).fingerprint());
    assertArrayEquals(bytes, Files.readAllBytes(file));
    assertTrue(made.fingerprint().matches("([0-9A-F]{2}:){31}[0-9A-F]{2}"), made.fingerprint());
  }

  @Test
  void isWhatBrowsersWantOfAServer() throws Exception {
    at(NOW, NAMES);
    X509Certificate certificate = stored();
    certificate.verify(certificate.getPublicKey());
    assertEquals(Set.copyOf(NAMES), alternatives());
    assertEquals(-1, certificate.getBasicConstraints(), "it signs no others");
    assertEquals(List.of("1.3.6.1.5.5.7.3.1"), certificate.getExtendedKeyUsage());
    assertEquals("CN=OmniEdge gateway plant-gw", certificate.getSubjectX500Principal().getName());
    Duration life =
        Duration.between(
            certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
    assertTrue(life.toDays() <= 826, life.toString());
  }

  @Test
  void isMadeAnewWithTheSameKeyBeforeItEnds() throws Exception {
    GatewayCertificate old = at(NOW, NAMES);
    X509Certificate before = stored();
    GatewayCertificate renewed = at(old.notAfter().minus(Duration.ofDays(59)), NAMES);
    assertNotEquals(old.fingerprint(), renewed.fingerprint());
    assertTrue(renewed.notAfter().isAfter(old.notAfter()));
    assertEquals(before.getPublicKey(), stored().getPublicKey());
    stored().verify(stored().getPublicKey());
  }

  @Test
  void isValidWhateverTheClockSaidWhenItWasMade() throws Exception {
    GatewayCertificate made = at(Instant.EPOCH, NAMES);
    stored().checkValidity(java.util.Date.from(Instant.parse("2026-12-01T00:00:00Z")));
    assertEquals(made.fingerprint(), at(Instant.EPOCH, NAMES).fingerprint(), "the next boot");
    String right = at(Instant.parse("2026-12-01T00:00:00Z"), NAMES).fingerprint();
    assertEquals(made.fingerprint(), right);
  }

  @Test
  void staysWhenTheClockIsLostForABoot() throws Exception {
    String fingerprint = at(NOW, NAMES).fingerprint();
    assertEquals(fingerprint, at(Instant.EPOCH, NAMES).fingerprint());
    assertEquals(fingerprint, at(NOW, NAMES).fingerprint());
  }

  @Test
  void isMadeAnewIfTheClockWasAheadBefore() throws Exception {
    at(Instant.parse("2040-01-01T00:00:00Z"), NAMES);
    at(NOW, NAMES);
    stored().checkValidity(java.util.Date.from(NOW));
  }

  @Test
  void aBrokenFileIsToldByItsName() throws IOException {
    Files.writeString(file, "no key store");
    IOException broken = assertThrows(IOException.class, () -> at(NOW, NAMES));
    assertTrue(String.valueOf(broken.getMessage()).startsWith(file + " is no key store of ours"));
    assertEquals("no key store", Files.readString(file), "it is left for whoever looks into it");

    Files.write(file, new byte[0]);
    assertThrows(IOException.class, () -> at(NOW, NAMES));
  }

  @Test
  void aKeyStoreOfSomebodyElseIsToldByItsName() throws Exception {
    KeyStore other = KeyStore.getInstance("PKCS12");
    other.load(null, null);
    try (var out = Files.newOutputStream(file)) {
      other.store(out, GatewayCertificate.FILE_PASSWORD.toCharArray());
    }
    IOException refusal = assertThrows(IOException.class, () -> at(NOW, NAMES));
    assertEquals(file + " holds no key \"gateway\" with a certificate", refusal.getMessage());
  }

  /** A machine may be called by its serial number, or anything else. */
  @Test
  void leavesOutNamesThatACertificateCannotHold() throws Exception {
    at(NOW, List.of("0012345", "w\u00e4rmetauscher", "a b", "", "1.2.3.4.5", "plant_gw"));
    assertEquals(Set.of("0012345", "1.2.3.4.5", "plant_gw"), alternatives());
  }

  @Test
  void needsNoName() throws Exception {
    at(NOW, List.of());
    assertEquals(Set.of(), alternatives());
  }

  @Test
  void namesAddressesWithoutTheirZone() throws IOException {
    InetAddress scoped = InetAddress.getByName("fe80::1%1");
    assertEquals("fe80:0:0:0:0:0:0:1", GatewayCertificate.name(scoped));
    assertEquals("10.0.0.1", GatewayCertificate.name(InetAddress.getByName("10.0.0.1")));
  }
}
