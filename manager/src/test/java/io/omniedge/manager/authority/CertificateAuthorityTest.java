package io.omniedge.manager.authority;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.manager.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CertificateAuthorityTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  @TempDir private Path folder;

  private static String request(String algorithm, int size, String signature) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(size);
    KeyPair pair = generator.generateKeyPair();
    return Base64.getEncoder()
        .encodeToString(
            new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=x"), pair.getPublic())
                .build(new JcaContentSignerBuilder(signature).build(pair.getPrivate()))
                .getEncoded());
  }

  @Test
  void isTheSameWhenItIsOpenedAgain() throws Exception {
    String fingerprint = CertificateAuthority.open(folder, NOW).fingerprint();
    assertEquals(fingerprint, CertificateAuthority.open(folder, NOW).fingerprint());
    assertEquals(64, fingerprint.length());
    assertNotEquals(
        fingerprint, CertificateAuthority.open(folder.resolve("other"), NOW).fingerprint());
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(folder.resolve("authority.key"))));
  }

  @Test
  void certifiesADeviceForNinetyDaysAsClientOnly() throws Exception {
    CertificateAuthority authority = CertificateAuthority.open(folder, NOW);
    X509Certificate issued =
        authority.issueDevice(request("EC", 256, "SHA256withECDSA"), "t-1", "d-1", NOW);
    issued.verify(authority.certificate().getPublicKey());
    assertEquals("CN=d-1,O=t-1", issued.getSubjectX500Principal().getName());
    assertEquals(NOW, issued.getNotBefore().toInstant());
    assertEquals(NOW.plus(CertificateAuthority.DEVICE_VALIDITY), issued.getNotAfter().toInstant());
    assertEquals(List.of("1.3.6.1.5.5.7.3.2"), issued.getExtendedKeyUsage());
    assertEquals(-1, issued.getBasicConstraints());
  }

  @Test
  void refusesOtherKeysAndRequestsThatTheirKeyDidNotSign() throws Exception {
    CertificateAuthority authority = CertificateAuthority.open(folder, NOW);
    byte[] forged = Base64.getDecoder().decode(request("EC", 256, "SHA256withECDSA"));
    forged[forged.length - 5] ^= 1;
    for (String bad :
        List.of(
            request("EC", 384, "SHA256withECDSA"),
            request("RSA", 2048, "SHA256withRSA"),
            Base64.getEncoder().encodeToString(forged),
            "no base64",
            "",
            Base64.getEncoder().encodeToString(new byte[100]))) {
      Problem problem =
          assertThrows(Problem.class, () -> authority.issueDevice(bad, "t-1", "d-1", NOW));
      assertEquals("certificateRequest", problem.field());
    }
  }

  @Test
  void serverCertificateHasAllNamesAndIsGoodForAClockAtBuildTime() throws Exception {
    CertificateAuthority authority = CertificateAuthority.open(folder, NOW);
    X509Certificate server =
        authority
            .issueServer(List.of("manager.example", "192.0.2.1", "2001:db8::1"), NOW)
            .certificate();
    server.verify(authority.certificate().getPublicKey());
    assertEquals(3, server.getSubjectAlternativeNames().size());
    assertTrue(server.getNotBefore().toInstant().isBefore(Instant.parse("2026-01-02T00:00:00Z")));
    assertFalse(authority.certificate().getNotBefore().toInstant().isAfter(NOW));
  }

  @Test
  void signingKeyIsTheSameWhenItIsOpenedAgain() throws Exception {
    assertEquals(SigningKeyFile.open(folder).verifyKey(), SigningKeyFile.open(folder).verifyKey());
  }
}
