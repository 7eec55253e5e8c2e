package io.omniedge.gateway.agent.enrol;

import io.omniedge.gateway.agent.home.Credentials;
import io.omniedge.gateway.agent.time.EffectiveTime;
import io.omniedge.gateway.agent.trust.AuthorityTrust;
import io.omniedge.gateway.agent.trust.TlsKey;
import io.omniedge.protocol.enrol.EnrolmentAnswer;
import io.omniedge.protocol.enrol.EnrolmentRequest;
import io.omniedge.protocol.enrol.RenewalRequest;
import io.omniedge.protocol.enrol.SetupKey;
import io.omniedge.protocol.sign.SigningKey;
import java.io.IOException;
import java.util.List;

/**
 * The two conversations with a manager over HTTPS. They block; they change nothing on this gateway
 * but the time floor. Thread-safe.
 */
public final class Enrolment implements Conversation {
  private final EffectiveTime time;

  /** At this time. */
  public Enrolment(EffectiveTime time) {
    this.time = time;
  }

  @Override
  public Credentials enrol(SetupKey key, SigningKey identity, Applicant self)
      throws ManagerException {
    AuthorityTrust trust = new AuthorityTrust(key.authorityFingerprint(), time);
    ManagerClient manager = new ManagerClient(key.host(), key.port(), trust);
    ManagerClient.Challenge challenge = manager.challenge();
    time.atLeast(challenge.seconds());
    TlsKey tlsKey = TlsKey.generate();
    EnrolmentRequest request =
        new EnrolmentRequest(
            challenge.text(),
            key.exposeSecret(),
            identity.verifyKey(),
            self.wireguardKey(),
            certificateRequest(tlsKey, self.name()),
            self.name(),
            self.serial(),
            self.keyGeneration(),
            // Both are only hints here; the state that follows has all of them.
            first(self.endpoints(), 16),
            first(self.offeredRoutes(), 100),
            self.ephemeral());
    EnrolmentAnswer answer = manager.enrol(request.signed(identity));
    return accepted(key.host(), key.port(), answer, tlsKey, key.authorityFingerprint());
  }

  @Override
  public Credentials renew(Credentials old, SigningKey identity, Applicant self)
      throws ManagerException {
    String fingerprint = AuthorityTrust.fingerprint(old.authority());
    ManagerClient manager =
        new ManagerClient(
            old.managerHost(), old.managerPort(), new AuthorityTrust(fingerprint, time));
    ManagerClient.Challenge challenge = manager.challenge();
    time.atLeast(challenge.seconds());
    TlsKey tlsKey = TlsKey.generate();
    String device = old.answer().device();
    RenewalRequest request =
        new RenewalRequest(
            challenge.text(),
            device,
            self.wireguardKey(),
            certificateRequest(tlsKey, device),
            self.keyGeneration());
    EnrolmentAnswer answer = manager.renew(request.signed(identity));
    if (!answer.device().equals(device) || !answer.tenant().equals(old.answer().tenant())) {
      throw new ManagerException(
          "answer-strange", "the manager renewed the certificate of somebody else", 0);
    }
    return accepted(old.managerHost(), old.managerPort(), answer, tlsKey, fingerprint);
  }

  private static String certificateRequest(TlsKey key, String name) throws ManagerException {
    try {
      return key.request(name);
    } catch (IOException e) {
      throw new ManagerException(String.valueOf(e.getMessage()), e);
    }
  }

  private static <T> List<T> first(List<T> all, int most) {
    return all.subList(0, Math.min(most, all.size()));
  }

  private Credentials accepted(
      String host, int port, EnrolmentAnswer answer, TlsKey tlsKey, String fingerprint)
      throws ManagerException {
    Credentials credentials;
    try {
      credentials = new Credentials(host, port, answer, tlsKey.privateKey());
    } catch (IllegalArgumentException e) {
      throw new ManagerException("the answer is of no use: " + e.getMessage(), e);
    }
    if (!AuthorityTrust.fingerprint(credentials.authority()).equals(fingerprint)) {
      throw new ManagerException(
          "answer-strange", "the authority in the answer is not the one that was asked", 0);
    }
    if (!tlsKey.isOf(credentials.chain().get(0))) {
      throw new ManagerException("answer-strange", "the certificate is for another key", 0);
    }
    time.atLeast(answer.time());
    return credentials;
  }
}
