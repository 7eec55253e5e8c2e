package io.omniedge.manager.server;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/** A broker that is not ours. No record, because of the password. */
public final class ExternalBroker {
  private final InetSocketAddress address;
  private final boolean tls;
  private final InetSocketAddress publicAddress;
  private final Optional<String> user;
  private final Optional<String> password;
  private final Optional<Path> authorityFile;

  ExternalBroker(
      InetSocketAddress address,
      boolean tls,
      InetSocketAddress publicAddress,
      Optional<String> user,
      Optional<String> password,
      Optional<Path> authorityFile) {
    this.address = address;
    this.tls = tls;
    this.publicAddress = publicAddress;
    this.user = user;
    this.password = password;
    this.authorityFile = authorityFile;
  }

  /** Where we reach it. */
  public InetSocketAddress address() {
    return address;
  }

  /** Whether we speak TLS with it. */
  public boolean tls() {
    return tls;
  }

  /** Where devices reach it, always by TLS. */
  public InetSocketAddress publicAddress() {
    return publicAddress;
  }

  /** Our user there. */
  public Optional<String> user() {
    return user;
  }

  /** Our password there. */
  public Optional<String> exposePassword() {
    return password;
  }

  /** Certificates that we trust it by, PEM; ours if there are none. */
  public Optional<Path> authorityFile() {
    return authorityFile;
  }
}
