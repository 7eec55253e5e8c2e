package io.omniedge.gateway.console.web;

import io.omniedge.gateway.console.session.Session;
import io.omniedge.gateway.console.session.Sessions;
import io.omniedge.gateway.console.traffic.TrafficHistory;
import io.omniedge.gateway.console.users.Role;
import io.omniedge.gateway.console.users.SetupCode;
import io.omniedge.gateway.console.users.UserException;
import io.omniedge.gateway.console.users.Users;
import io.omniedge.gateway.console.vendor.Vendors;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The page of a gateway and somebody before it. Time stands until a test moves it. */
final class Desk {
  static final String PASSWORD = "copper kettle morning";
  static final long IDLE = TimeUnit.MINUTES.toNanos(30);

  private static final SecureRandom RANDOM = new SecureRandom();

  final FakeGateway gateway = new FakeGateway();
  final AtomicLong clock = new AtomicLong();
  final SetupCode code = new SetupCode(RANDOM);
  final Users users;
  final Vendors vendors;

  /** How often it was told that vendors came or went. */
  final AtomicLong told = new AtomicLong();

  final Access access;
  final ConsoleServlet page;
  private final Sessions sessions = new Sessions(RANDOM);

  Desk(Path folder) throws IOException {
    users = Users.load(folder.resolve("users"), RANDOM);
    vendors = new Vendors(sessions, () -> IDLE, clock::get, told::incrementAndGet);
    access = new Access(users, sessions, code, vendors, () -> IDLE, clock::get);
    page = new ConsoleServlet(gateway, access, new TrafficHistory());
  }

  /** With an administrator alice and a viewer bruno. */
  Desk withUsers() throws IOException, UserException {
    users.addFirst("alice", PASSWORD);
    users.add("bruno", PASSWORD, Role.VIEWER);
    return this;
  }

  /** The token of a new session of the administrator. */
  String administrator() {
    return sessions.open("alice", Role.ADMINISTRATOR, clock.get());
  }

  /** The token of a new session of the viewer. */
  String viewer() {
    return sessions.open("bruno", Role.VIEWER, clock.get());
  }

  String csrf(String token) {
    return sessions.find(token, clock.get(), IDLE).map(Session::csrf).orElse("");
  }

  /** Whether the token is one of a session. */
  boolean isIn(String token) {
    return Visit.get("/users").cookie(token).at(page).status() == 200;
  }

  /** A form of the session. */
  Visit form(String token, String address) {
    return Visit.post(address).cookie(token).with("csrf", csrf(token));
  }
}
