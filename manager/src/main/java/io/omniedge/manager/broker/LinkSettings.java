package io.omniedge.manager.broker;

import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;

/** How we connect to the broker. No record, because of the password. */
public final class LinkSettings {
  private final String host;
  private final int port;
  private final Optional<TrustManagerFactory> tls;
  private final Optional<String> user;
  private final Optional<String> password;
  private final boolean keepsSession;

  /**
   * A connection.
   *
   * @param tls whom to trust; plain TCP without it
   * @param keepsSession whether the broker keeps what comes while we are away
   */
  public LinkSettings(
      String host,
      int port,
      Optional<TrustManagerFactory> tls,
      Optional<String> user,
      Optional<String> password,
      boolean keepsSession) {
    this.host = host;
    this.port = port;
    this.tls = tls;
    this.user = user;
    this.password = password;
    this.keepsSession = keepsSession;
  }

  String host() {
    return host;
  }

  int port() {
    return port;
  }

  Optional<TrustManagerFactory> tls() {
    return tls;
  }

  Optional<String> user() {
    return user;
  }

  Optional<String> exposePassword() {
    return password;
  }

  boolean keepsSession() {
    return keepsSession;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return (tls.isPresent() ? "tls://" : "tcp://") + host + ":" + port;
  }
}
