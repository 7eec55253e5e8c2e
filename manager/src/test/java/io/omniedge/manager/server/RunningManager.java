package io.omniedge.manager.server;

import io.omniedge.manager.schedule.Timers;
import io.omniedge.manager.store.Database;
import io.omniedge.protocol.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** A manager that a test started, with an owner, and timers that the test drives. */
final class RunningManager implements AutoCloseable {
  final Path data;
  final ManualClock clock;
  final Timers timers;
  final Manager manager;
  final Api owner;

  private RunningManager(Path data, ManualClock clock, Properties more) throws Exception {
    this.data = data;
    this.clock = clock;
    Properties properties = new Properties();
    properties.setProperty("data", data.toString());
    properties.setProperty("http.listen", "127.0.0.1:" + freePort());
    properties.setProperty("mqtt.listen", "127.0.0.1:0");
    properties.putAll(more);
    ManagerSettings settings = ManagerSettings.of(properties);
    String key;
    Files.createDirectories(data);
    try (Database database = Database.open(settings.database())) {
      key = CreateOwnerCommand.create(database, clock, "default", "owner");
    }
    timers = Timers.manual(clock);
    manager = Manager.start(settings, clock, timers);
    owner = Api.of(data.resolve("keys/authority.pem"), manager.httpPort(), key);
  }

  static RunningManager start(Path data, ManualClock clock) {
    return start(data, clock, new Properties());
  }

  static RunningManager start(Path data, ManualClock clock, Properties more) {
    try {
      return new RunningManager(data, clock, more);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  String network(String name) {
    return owner.post("/networks", Api.json("{'name': '" + name + "'}")).expect(201).text("id");
  }

  /** The text of a setup key. */
  String setupKey(String network, String members) {
    JsonObject request = Api.json("{'name': 'for a test'" + members + "}");
    return owner.post("/networks/" + network + "/setup-keys", request).expect(201).text("text");
  }

  void policy(String network, String document) {
    Api.Reply _ =
        owner
            .put(
                "/networks/" + network + "/policy",
                JsonObject.builder().put("document", document.replace('\'', '"')).build())
            .expect(200);
  }

  SimulatedDevice device(String setupKey, String name) {
    return new SimulatedDevice(this, setupKey, name);
  }

  @Override
  public void close() {
    manager.close();
  }
}
