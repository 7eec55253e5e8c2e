package io.omniedge.gateway.console.osgi;

import io.omniedge.gateway.console.tls.GatewayCertificate;
import io.omniedge.gateway.console.users.Role;
import io.omniedge.gateway.console.users.SetupCode;
import io.omniedge.gateway.console.users.UserException;
import io.omniedge.gateway.console.users.Users;
import io.omniedge.gateway.console.web.Access;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/** What the page has to say at the command line, where only the gateway's owner is. */
public final class ConsoleCommands {
  private final Users users;
  private final Access access;
  private final SetupCode setupCode;
  private final GatewayCertificate certificate;
  private final Supplier<List<String>> addresses;

  ConsoleCommands(
      Users users,
      Access access,
      SetupCode setupCode,
      GatewayCertificate certificate,
      Supplier<List<String>> addresses) {
    this.users = users;
    this.access = access;
    this.setupCode = setupCode;
    this.certificate = certificate;
    this.addresses = addresses;
  }

  /** Where the page is, by what to know it, and how to get in for the first time. */
  public String status() {
    StringBuilder text = new StringBuilder();
    for (String address : addresses.get()) {
      text.append("web page ").append(address).append('\n');
    }
    text.append("  certificate SHA-256 ").append(certificate.fingerprint()).append('\n');
    if (users.isEmpty()) {
      text.append("  no user yet; the setup code is ").append(setupCode.text()).append('\n');
    }
    return text.toString();
  }

  /** Gives a user another password; makes an administrator of that name if there is none. */
  public String password(String name, String password) throws UserException, IOException {
    boolean known = users.roles().containsKey(name);
    if (known) {
      users.setPassword(name, password);
      access.signOutAll(name);
    } else {
      users.add(name, password, Role.ADMINISTRATOR);
    }
    return known ? "password changed\n" : "administrator " + name + " added\n";
  }
}
