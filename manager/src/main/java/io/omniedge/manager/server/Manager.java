package io.omniedge.manager.server;

import io.omniedge.manager.access.Access;
import io.omniedge.manager.api.SystemApi;
import io.omniedge.manager.audit.Audit;
import io.omniedge.manager.authority.CertificateAuthority;
import io.omniedge.manager.authority.Identity;
import io.omniedge.manager.authority.PrivateFile;
import io.omniedge.manager.authority.SigningKeyFile;
import io.omniedge.manager.http.Idempotency;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.http.WebServer;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.web.Pages;
import io.omniedge.protocol.sign.SigningKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The whole manager, put together: everything is started here and closed here, in order. */
public final class Manager implements AutoCloseable {
  private final CertificateAuthority authority;
  private final SigningKey signingKey;
  private final Database database;
  private final WebServer web;

  private Manager(ManagerSettings settings, InstantSource clock) throws IOException {
    Path keys = PrivateFile.folder(PrivateFile.folder(settings.data()).resolve("keys"));
    authority = CertificateAuthority.open(keys, clock.instant());
    signingKey = SigningKeyFile.open(keys);
    database = Database.open(settings.database());
    Access apiKeys = credentials -> Optional.empty();
    Audit audit = new Audit(clock);
    Pages pages =
        new Pages(database, audit, apiKeys, settings.openId(), settings.publicUrl(), clock);
    Identity server = authority.issueServer(settings.publicHosts(), clock.instant());
    web =
        WebServer.start(
            settings.httpListen(),
            server.sslContext(),
            pages.access(),
            new Idempotency(database, clock),
            pages.refusals(),
            routes(pages));
  }

  /** Starts everything. */
  public static Manager start(ManagerSettings settings, InstantSource clock) throws IOException {
    return new Manager(settings, clock);
  }

  private List<Route> routes(Pages pages) {
    return Stream.concat(pages.routes().stream(), new SystemApi(database).routes().stream())
        .toList();
  }

  /** The port of HTTPS. */
  public int httpPort() {
    return web.port();
  }

  /** What devices pin. */
  public CertificateAuthority authority() {
    return authority;
  }

  /** Who signed what devices get. */
  public SigningKey signingKey() {
    return signingKey;
  }

  @Override
  public void close() {
    web.close();
    database.close();
  }
}
