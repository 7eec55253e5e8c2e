package io.omniedge.gateway.agent.trust;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.agent.TestAuthority;
import io.omniedge.gateway.agent.time.EffectiveTime;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AuthorityTrustTest {
  private final TestAuthority authority = new TestAuthority();

  private static AuthorityTrust trust(String fingerprint, Instant clock) {
    return new AuthorityTrust(
        fingerprint, new EffectiveTime(InstantSource.fixed(clock), 0, seconds -> {}));
  }

  private X509Certificate[] manager() throws Exception {
    KeyStore store = authority.server();
    Certificate[] chain = store.getCertificateChain("server");
    return Arrays.copyOf(chain, chain.length, X509Certificate[].class);
  }

  private void refused(AuthorityTrust trust, X509Certificate[] chain, String why) {
    CertificateException told =
        assertThrows(CertificateException.class, () -> trust.checkServerTrusted(chain, "EC"));
    assertTrue(String.valueOf(told.getMessage()).contains(why), told.toString());
  }

  @Test
  void theManagerIsWhoTheAuthoritySignedAsOne() throws Exception {
    X509Certificate[] chain = manager();
    AuthorityTrust trust = trust(authority.fingerprint(), Instant.now());
    assertDoesNotThrow(() -> trust.checkServerTrusted(chain, "EC"));
    refused(trust("0".repeat(64), Instant.now()), chain, "another manager");
    refused(trust, new X509Certificate[] {chain[0]}, "another manager");
    refused(trust, new X509Certificate[] {chain[1]}, "another manager");
  }

  @Test
  void theAuthorityOfAnotherInTheChainDoesNotHelp() throws Exception {
    X509Certificate foreign =
        (X509Certificate) new TestAuthority().server().getCertificateChain("server")[0];
    X509Certificate[] chain = {foreign, manager()[1]};
    refused(trust(authority.fingerprint(), Instant.now()), chain, "not valid");
  }

  @Test
  void aMemberIsNotTheManager() throws Exception {
    TlsKey key = TlsKey.generate();
    X509Certificate member = authority.member(key.request("d-1"));
    refused(
        trust(authority.fingerprint(), Instant.now()),
        new X509Certificate[] {member, authority.certificate()},
        "a member's");
  }

  @Test
  void anExpiredOneIsNotTakenAndOneOfTheFutureIs() throws Exception {
    X509Certificate[] chain = manager();
    refused(
        trust(authority.fingerprint(), Instant.now().plus(Duration.ofDays(200))),
        chain,
        "not valid at");
    AuthorityTrust behind = trust(authority.fingerprint(), Instant.EPOCH);
    assertDoesNotThrow(() -> behind.checkServerTrusted(chain, "EC"));
  }
}
