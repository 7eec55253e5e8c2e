package io.omniedge.manager.web;

import io.omniedge.manager.access.Access;
import io.omniedge.manager.access.Principal;
import io.omniedge.manager.access.Role;
import io.omniedge.manager.audit.Audit;
import io.omniedge.manager.authority.CertificateAuthority;
import io.omniedge.manager.http.Idempotency;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.http.WebServer;
import io.omniedge.manager.inventory.Tenants;
import io.omniedge.manager.people.Invitations;
import io.omniedge.manager.people.People;
import io.omniedge.manager.people.oidc.OpenIdSettings;
import io.omniedge.manager.plugin.SignInMethods;
import io.omniedge.manager.problem.Problem;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.DatabaseSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The real web server on the loopback, with a database of its own and nobody in it yet. */
final class Site implements AutoCloseable {
  static final String PASSWORD = "copper kettle morning";

  /** An API key of each role is "key-ROLE". */
  private static final Access API_KEYS =
      credentials -> {
        for (Role role : Role.values()) {
          if (credentials.bearer().filter(("key-" + role.text())::equals).isPresent()) {
            return Optional.of(new Principal("t-plant", "a-" + role.text(), role.text(), role));
          }
        }
        throw Problem.unauthenticated("the API key is unknown");
      };

  final InstantSource clock;
  final Database database;
  final String tenant;
  final CertificateAuthority authority;
  final int port;
  final SilentApi api;
  private final SignInMethods methods;
  private final Pages pages;
  private final WebServer server;

  private Site(
      DatabaseSettings settings,
      Path folder,
      int port,
      InstantSource clock,
      List<OpenIdSettings> providers)
      throws IOException {
    this.port = port;
    this.clock = clock;
    authority =
        CertificateAuthority.open(Files.createDirectories(folder.resolve("keys")), Instant.now());
    database = Database.open(settings);
    tenant = addTenant("t-plant", "Plant");
    methods = new SignInMethods(database, new Audit(clock), folder.resolve("plugins"), clock);
    api = new SilentApi(database, new Audit(clock), authority, methods, clock);
    pages =
        new Pages(
            database,
            new Audit(clock),
            API_KEYS,
            providers,
            methods,
            URI.create("https://localhost:" + port),
            clock,
            api.routes);
    server =
        WebServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            authority.issueServer(List.of("localhost"), Instant.now()).sslContext(),
            pages.access(),
            new Idempotency(database, clock),
            pages.refusals(),
            Stream.concat(pages.routes().stream(), api.routes.stream()).toList());
  }

  static Site open(Path folder, InstantSource clock, OpenIdSettings... providers) {
    return open(folder, freePort(), clock, providers);
  }

  static Site open(Path folder, int port, InstantSource clock, OpenIdSettings... providers) {
    return open(
        DatabaseSettings.sqlite(folder.resolve("manager.db")), folder, port, clock, providers);
  }

  static Site open(
      DatabaseSettings settings,
      Path folder,
      int port,
      InstantSource clock,
      OpenIdSettings... providers) {
    try {
      return new Site(settings, folder, port, clock, List.of(providers));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static int freePort() {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  List<Route> routes() {
    return pages.routes();
  }

  String addTenant(String id, String name) {
    database.change(
        transaction ->
            transaction
                .handle()
                .execute("insert into tenant (id, name, created_at) values (?, ?, 0)", id, name));
    return database.read(handle -> Tenants.find(handle, id).orElseThrow().id());
  }

  People people() {
    Audit audit = new Audit(clock);
    return new People(database, audit, new Invitations(database, audit, clock), clock);
  }

  /** Makes a user of this role with its name and the usual password. */
  String addUser(String tenantId, Role role, String name) {
    Principal owner = new Principal(tenantId, "a-test", "test", Role.OWNER);
    String token = people().add(owner, name, name + "@plant.example", role);
    return new Invitations(database, new Audit(clock), clock).accept(token, PASSWORD).id();
  }

  String addUser(Role role) {
    return addUser(tenant, role, role.text().toLowerCase(Locale.ROOT));
  }

  Visit visit() {
    return new Visit(this);
  }

  /** Somebody of this role, signed in. */
  Visit signedIn(Role role) {
    return visit().signIn(role.text());
  }

  @Override
  public void close() {
    server.close();
    methods.close();
    api.close();
    database.close();
  }
}
