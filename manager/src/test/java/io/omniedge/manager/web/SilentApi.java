package io.omniedge.manager.web;

import io.omniedge.manager.access.ApiKeys;
import io.omniedge.manager.api.AccessApi;
import io.omniedge.manager.api.AuditApi;
import io.omniedge.manager.api.CommandsApi;
import io.omniedge.manager.api.ConfigurationApi;
import io.omniedge.manager.api.DevicesApi;
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
import io.omniedge.manager.api.Writes;
import io.omniedge.manager.audit.Audit;
import io.omniedge.manager.authority.CertificateAuthority;
import io.omniedge.manager.broker.Admission;
import io.omniedge.manager.broker.LinkSettings;
import io.omniedge.manager.broker.MqttLink;
import io.omniedge.manager.broker.Outbox;
import io.omniedge.manager.command.Commands;
import io.omniedge.manager.configuration.Configurations;
import io.omniedge.manager.enrol.Enrolment;
import io.omniedge.manager.fleet.Fleet;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.lifecycle.Lifecycle;
import io.omniedge.manager.map.MapService;
import io.omniedge.manager.plugin.DevicePlugins;
import io.omniedge.manager.plugin.Installer;
import io.omniedge.manager.plugin.PluginRegistry;
import io.omniedge.manager.plugin.SeenPlugins;
import io.omniedge.manager.plugin.SignInMethods;
import io.omniedge.manager.report.Alarms;
import io.omniedge.manager.report.ReportIntake;
import io.omniedge.manager.report.ReportRetention;
import io.omniedge.manager.schedule.Timers;
import io.omniedge.manager.store.Database;
import io.omniedge.protocol.message.Leaf;
import io.omniedge.protocol.sign.SigningKey;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/**
 * What the pages ask, with the real services and without a broker: what devices would be told stays
 * here, and what they tell is given to it by hand.
 */
final class SilentApi implements AutoCloseable {
  final Fleet fleet;
  final Enrolment enrolment;
  final Configurations configurations;
  final PluginRegistry registry;
  final ReportIntake reports;
  final Semaphore reportsKept = new Semaphore(0);
  final List<Route> routes;
  private final Timers timers;
  private final MapService maps;
  private final MqttLink link;
  private final Outbox outbox;

  SilentApi(
      Database database,
      Audit audit,
      CertificateAuthority authority,
      SignInMethods methods,
      InstantSource clock) {
    SigningKey key = SigningKey.generate();
    timers = Timers.manual(clock);
    maps = MapService.start(database, key, clock, timers, (tenant, device, message) -> {});
    link =
        new MqttLink(
            new LinkSettings(
                "localhost", 1, Optional.empty(), Optional.empty(), Optional.empty(), false));
    outbox = new Outbox(timers, clock);
    Lifecycle lifecycle = new Lifecycle(database, audit, maps, new Admission(), timers, clock);
    configurations = new Configurations(database, audit, key, link, outbox, clock);
    SeenPlugins seen = new SeenPlugins(database);
    ReportRetention retention =
        new ReportRetention(database, timers, clock, ReportRetention.Limits.DEFAULT);
    reports =
        new ReportIntake(database, new Alarms(), retention, clock, (_, _) -> reportsKept.release());
    fleet = new Fleet(database, maps, lifecycle, timers, clock, configurations::take, seen::told);
    registry = new PluginRegistry(database, audit, configurations, clock);
    enrolment =
        new Enrolment(
            database,
            audit,
            lifecycle,
            authority,
            key.verifyKey(),
            "localhost",
            8883,
            (_, _, _) -> Optional.empty(),
            clock);
    Writes writes = new Writes(database, audit, maps);
    Commands commands = new Commands(database, audit, key, link, outbox, clock);
    routes =
        Stream.of(
                new AccessApi(new ApiKeys(database, audit, clock), clock).routes(),
                new NetworksApi(writes, clock).routes(),
                new DevicesApi(writes, lifecycle, fleet).routes(),
                new SetupKeysApi(writes, "manager.example", 8443, "a".repeat(64), clock).routes(),
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
                        new Admission())
                    .routes(),
                new PluginKeysApi(writes, registry, clock).routes(),
                new SignInPluginsApi(methods).routes(),
                new ReportsApi(writes, commands, clock).routes(),
                new AuditApi(database).routes())
            .flatMap(List::stream)
            .toList();
  }

  /** Grows when a message of a device has been taken in. */
  long taken(Leaf leaf, String tenant, String device) {
    return leaf == Leaf.STATE
        ? stateTaken(device)
        : configurations
            .received(leaf, tenant, device)
            .map(received -> (long) received.document().hashCode())
            .orElse(0L);
  }

  private long stateTaken(String device) {
    return fleet.state(device).map(state -> (long) state.hashCode()).orElse(0L);
  }

  @Override
  public void close() {
    fleet.close();
    reports.close();
    maps.close();
    outbox.close();
    link.close();
    timers.close();
  }
}
