package io.omniedge.gateway.console.session;

import io.omniedge.gateway.api.access.SignInMethod;
import java.net.InetAddress;

/**
 * By what a session is that no user of this gateway has: who vouches for it, and for which address.
 * No record: the token is a secret. Immutable.
 */
public final class Voucher {
  private final SignInMethod service;
  private final String method;
  private final String token;
  private final InetAddress address;

  /**
   * Of a sign-in.
   *
   * @param method by which it was, in the words of the service
   * @param token what the service gave for {@link SignInMethod#isValid}
   * @param address from which alone the session is good
   */
  public Voucher(SignInMethod service, String method, String token, InetAddress address) {
    this.service = service;
    this.method = method;
    this.token = token;
    this.address = address;
  }

  /** Who vouches. */
  public SignInMethod service() {
    return service;
  }

  /** From which alone the session is good. */
  public InetAddress address() {
    return address;
  }

  /** Asks who vouches, which may take a while. */
  public boolean isStillGood() {
    return service.isValid(method, token);
  }
}
