package io.omniedge.manager.server;

import io.omniedge.manager.access.ApiKeys;
import io.omniedge.manager.api.AccessApi;
import io.omniedge.manager.api.AuditApi;
import io.omniedge.manager.api.ClientsApi;
import io.omniedge.manager.api.CommandsApi;
import io.omniedge.manager.api.ConfigurationApi;
import io.omniedge.manager.api.DevicesApi;
import io.omniedge.manager.api.EnrolmentApi;
import io.omniedge.manager.api.GroupsApi;
import io.omniedge.manager.api.NetworksApi;
import io.omniedge.manager.api.PluginKeysApi;
import io.omniedge.manager.api.PluginsApi;
import io.omniedge.manager.api.PolicyApi;
import io.omniedge.manager.api.ReportsApi;
import io.omniedge.manager.api.ServicesApi;
import io.omniedge.manager.api.SetupKeysApi;
import io.omniedge.manager.api.SignInPluginsApi;
import io.omniedge.manager.api.SitesApi;
import io.omniedge.manager.api.SystemApi;
import io.omniedge.manager.api.WebhooksApi;
import io.omniedge.manager.api.Writes;
import io.omniedge.manager.audit.Audit;
import io.omniedge.manager.authority.CertificateAuthority;
import io.omniedge.manager.authority.Identity;
import io.omniedge.manager.authority.PrivateFile;
import io.omniedge.manager.authority.SigningKeyFile;
import io.omniedge.manager.broker.Admission;
import io.omniedge.manager.broker.Broker;
import io.omniedge.manager.broker.MqttLink;
import io.omniedge.manager.broker.Outbox;
import io.omniedge.manager.command.Commands;
import io.omniedge.manager.configuration.Configurations;
import io.omniedge.manager.enrol.Enrolment;
import io.omniedge.manager.enrol.Gatekeeper;
import io.omniedge.manager.fleet.Fleet;
import io.omniedge.manager.http.Idempotency;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.http.WebServer;
import io.omniedge.manager.inventory.Device;
import io.omniedge.manager.lifecycle.Lifecycle;
import io.omniedge.manager.map.MapService;
import io.omniedge.manager.plugin.DevicePlugins;
import io.omniedge.manager.plugin.Installer;
import io.omniedge.manager.plugin.PluginRegistry;
import io.omniedge.manager.plugin.SeenPlugins;
import io.omniedge.manager.plugin.SignInMethods;
import io.omniedge.manager.report.Alarms;
import io.omniedge.manager.report.Destinations;
import io.omniedge.manager.report.ReportIntake;
import io.omniedge.manager.report.ReportRetention;
import io.omniedge.manager.report.Webhooks;
import io.omniedge.manager.schedule.Timers;
import io.omniedge.manager.store.Claim;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.web.Pages;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.message.Leaf;
import io.omniedge.protocol.message.ReportKept;
import io.omniedge.protocol.message.Topic;
import io.omniedge.protocol.sign.SigningKey;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * The whole manager, put together: everything is started here in order, and closed in the opposite
 * one, also when the start fails half way.
 */
public final class Manager implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Manager.class.getName());

  private final Deque<AutoCloseable> started;
  private final ManagerSettings settings;
  private final InstantSource clock;
  private final Timers timers;
  private final CertificateAuthority authority;
  private final SigningKey signingKey;
  private final Database database;
  private final Audit audit;
  private final Broker broker;
  private final MqttLink link;
  private final Outbox outbox;
  private final MapService maps;
  private final Lifecycle lifecycle;
  private final Configurations configurations;
  private final Commands commands;
  private final ReportIntake reports;
  private final PluginRegistry registry;
  private final SignInMethods methods;
  private final Fleet fleet;
  private final ApiKeys apiKeys;
  private final List<Route> routes;
  private final WebServer web;

  private Manager(
      ManagerSettings settings, InstantSource clock, Timers timers, Deque<AutoCloseable> started)
      throws IOException {
    this.settings = settings;
    this.clock = clock;
    this.timers = timers;
    this.started = started;
    PrivateFile.folder(settings.data());
    started.push(DataLock.take(settings.data()));
    ListenPorts.check(settings);
    Path keys = PrivateFile.folder(settings.data().resolve("keys"));
    authority = CertificateAuthority.open(keys, clock.instant());
    signingKey = SigningKeyFile.open(keys);
    if (!settings.database().isSqlite()) {
      started.push(Claim.take(settings.database()));
    }
    database = opened(Database.open(settings.database()));
    audit = new Audit(clock);
    Admission admission = Admission.of(database);
    Identity server = authority.issueServer(settings.publicHosts(), clock.instant());
    broker = opened(Brokers.open(settings, server, authority, admission));
    link = opened(new MqttLink(broker.link()));
    outbox = opened(new Outbox(timers, clock));
    maps = opened(MapService.start(database, signingKey, clock, timers, this::sendMap));
    configurations = new Configurations(database, audit, signingKey, link, outbox, clock);
    commands = new Commands(database, audit, signingKey, link, outbox, clock);
    lifecycle = new Lifecycle(database, audit, maps, admission, timers, clock);
    registry = new PluginRegistry(database, audit, configurations, clock);
    Destinations destinations = Destinations.ofThisMachine(settings.webhooksToOwnMachine());
    Webhooks webhooks = opened(new Webhooks(database, timers, clock, destinations));
    webhooks.start();
    Alarms alarms = new Alarms(webhooks);
    ReportRetention retention =
        opened(new ReportRetention(database, timers, clock, settings.reports()));
    retention.start();
    reports = opened(new ReportIntake(database, alarms, retention, clock, this::sendKept));
    lifecycle.onDelete(
        (transaction, device) -> alarms.gatewayDeleted(transaction, device, clock.millis()));
    SeenPlugins seen = new SeenPlugins(database);
    fleet =
        opened(new Fleet(database, maps, lifecycle, timers, clock, this::takeReport, seen::told));
    lifecycle.onCut(device -> broker.cut(device.id()));
    lifecycle.onCut(device -> fleet.cut(device.id()));
    lifecycle.onForgotten(configurations::forget);
    lifecycle.onForgotten(device -> fleet.forgotten(device.id()));
    lifecycle.onForgotten(device -> seen.forgotten(device.id()));
    lifecycle.start();
    fleet.start();
    apiKeys = new ApiKeys(database, audit, clock);
    methods = opened(new SignInMethods(database, audit, settings.data().resolve("plugins"), clock));
    methods.start();
    List<Route> api = apiRoutes(admission, seen);
    Pages pages =
        new Pages(
            database, audit, apiKeys, settings.openId(), methods, settings.publicUrl(), clock, api);
    routes = Stream.concat(pages.routes().stream(), api.stream()).toList();
    web =
        opened(
            WebServer.start(
                settings.httpListen(),
                server.sslContext(),
                pages.access(),
                new Idempotency(database, clock),
                pages.refusals(),
                routes));
    // Last: a gateway that the broker refuses asks over HTTPS, and waits long if nobody is there.
    link.connect(fleet::receive, this::openBroker);
    planRenewal();
    started.push(timers); // again: nothing may fire while the rest is closed
  }

  /** Starts everything. */
  public static Manager start(ManagerSettings settings, InstantSource clock) throws IOException {
    return start(settings, clock, Timers.start(clock));
  }

  /** Starts everything, with timers that somebody else may drive. */
  public static Manager start(ManagerSettings settings, InstantSource clock, Timers timers)
      throws IOException {
    Deque<AutoCloseable> started = new ArrayDeque<>();
    started.push(timers);
    try {
      return new Manager(settings, clock, timers, started);
    } catch (IOException | RuntimeException e) {
      closeAll(started);
      throw e;
    }
  }

  private <T extends AutoCloseable> T opened(T part) {
    started.push(part);
    return part;
  }

  /** The broker is a cache: it may be new, or have lost what it had. */
  private void openBroker() {
    configurations.publishAll();
    broker.open();
  }

  private void sendMap(String tenant, String device, byte[] message) {
    var _ =
        link.publish(new Topic(tenant, device, Leaf.MAP), message, false)
            .thenAccept(
                taken -> {
                  if (!taken) {
                    outbox.again("map:" + device, () -> maps.requested(device, 0));
                  }
                });
  }

  /** Said once: if it is lost, the report comes again. */
  private void sendKept(Device device, ReportKept report) {
    Topic topic = new Topic(device.tenant(), device.id(), Leaf.REPORT_KEPT);
    var _ = link.publish(topic, report.toBytes(), false);
  }

  private void takeReport(Device device, Topic topic, byte[] message) throws ProtocolException {
    if (topic.leaf() == Leaf.REPORT) {
      reports.take(device, message);
    } else if (topic.leaf() == Leaf.RESULT) {
      commands.take(device, message);
    } else {
      configurations.take(device, topic, message);
    }
  }

  private List<Route> apiRoutes(Admission admission, SeenPlugins seen) {
    Enrolment enrolment =
        new Enrolment(
            database,
            audit,
            lifecycle,
            authority,
            signingKey.verifyKey(),
            broker.publicHost(),
            broker.publicPort(),
            (tenant, name, secret) ->
                methods
                    .enrolment(tenant, name, secret)
                    .map(
                        verdict ->
                            new Gatekeeper.Decision(
                                verdict.subject().isPresent(), "plugin:" + verdict.plugin())),
            clock);
    Writes writes = new Writes(database, audit, maps);
    SetupKeysApi setupKeys =
        new SetupKeysApi(
            writes,
            settings.publicHosts().getFirst(),
            settings.httpPublicPort(),
            authority.fingerprint(),
            clock);
    return Stream.of(
            new SystemApi(database, fleet, maps, reports, link).routes(),
            new EnrolmentApi(enrolment, clock).routes(),
            new AccessApi(apiKeys, clock).routes(),
            new NetworksApi(writes, clock).routes(),
            new DevicesApi(writes, lifecycle, fleet).routes(),
            new ClientsApi(writes, fleet, clock).routes(),
            setupKeys.routes(),
            new SitesApi(writes).routes(),
            new GroupsApi(writes).routes(),
            new ServicesApi(writes).routes(),
            new PolicyApi(writes, clock).routes(),
            new ConfigurationApi(configurations).routes(),
            new CommandsApi(commands, clock).routes(),
            new PluginsApi(
                    database,
                    registry,
                    new Installer(database, audit, configurations),
                    new DevicePlugins(registry, seen),
                    admission)
                .routes(),
            new PluginKeysApi(writes, registry, clock).routes(),
            new SignInPluginsApi(methods).routes(),
            new ReportsApi(writes, commands, clock).routes(),
            new WebhooksApi(writes, clock).routes(),
            new AuditApi(database).routes())
        .flatMap(List::stream)
        .toList();
  }

  /** Our certificate is renewed at half of its life, as those of the devices are. */
  private void planRenewal() {
    timers.set(
        "server-certificate",
        clock.instant().plus(CertificateAuthority.SERVER_VALIDITY.dividedBy(2)),
        () -> {
          Identity fresh = authority.issueServer(settings.publicHosts(), clock.instant());
          web.renew(fresh.sslContext());
          broker.renew(fresh);
          planRenewal();
        });
  }

  /** All that the web server answers. */
  public List<Route> routes() {
    return routes;
  }

  /** What clients know us by: SHA-256 of our authority's certificate, in hexadecimal digits. */
  public String authorityFingerprint() {
    return authority.fingerprint();
  }

  /** The port of HTTPS. */
  public int httpPort() {
    return web.port();
  }

  /** The port that devices connect to. */
  public int mqttPort() {
    return broker.publicPort();
  }

  @Override
  public void close() {
    closeAll(started);
  }

  private static void closeAll(Deque<AutoCloseable> started) {
    while (!started.isEmpty()) {
      AutoCloseable part = started.pop();
      try {
        part.close();
      } catch (Exception e) { // AutoCloseable's signature; the others must be closed too
        LOG.log(Logger.Level.WARNING, "closing " + part, e);
      }
    }
  }
}
