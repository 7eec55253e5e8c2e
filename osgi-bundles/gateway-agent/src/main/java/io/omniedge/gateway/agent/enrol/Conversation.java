package io.omniedge.gateway.agent.enrol;

import io.omniedge.gateway.agent.home.Credentials;
import io.omniedge.protocol.enrol.SetupKey;
import io.omniedge.protocol.sign.SigningKey;

/** What a gateway asks its manager over HTTPS. An edge: blocks, and any thread may call it. */
public interface Conversation {
  /** Asks to become a member, or to be told once more that it is one. */
  Credentials enrol(SetupKey key, SigningKey identity, Applicant self) throws ManagerException;

  /** Asks for a new certificate; the identity signs, so an expired one is no obstacle. */
  Credentials renew(Credentials old, SigningKey identity, Applicant self) throws ManagerException;
}
