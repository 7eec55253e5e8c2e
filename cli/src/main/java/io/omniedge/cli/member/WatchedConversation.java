package io.omniedge.cli.member;

import io.omniedge.gateway.agent.enrol.Applicant;
import io.omniedge.gateway.agent.enrol.Conversation;
import io.omniedge.gateway.agent.enrol.ManagerException;
import io.omniedge.gateway.agent.home.Credentials;
import io.omniedge.protocol.enrol.SetupKey;
import io.omniedge.protocol.sign.SigningKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Knows why the manager refused the last enrolment, by its stable code. Thread-safe. */
final class WatchedConversation implements Conversation {
  private final Conversation conversation;
  private volatile @Nullable String refusal;

  WatchedConversation(Conversation conversation) {
    this.conversation = conversation;
  }

  @Override
  public Credentials enrol(SetupKey key, SigningKey identity, Applicant self)
      throws ManagerException {
    try {
      Credentials credentials = conversation.enrol(key, identity, self);
      refusal = null;
      return credentials;
    } catch (ManagerException e) {
      refusal = e.code();
      throw e;
    }
  }

  @Override
  public Credentials renew(Credentials old, SigningKey identity, Applicant self)
      throws ManagerException {
    return conversation.renew(old, identity, self);
  }

  /** As {@code setup-key-expired}; nothing if the last enrolment was not refused. */
  Optional<String> refusal() {
    return Optional.ofNullable(refusal);
  }
}
