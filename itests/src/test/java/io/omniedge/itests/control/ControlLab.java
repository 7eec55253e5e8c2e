package io.omniedge.itests.control;

import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.Host;
import io.omniedge.itests.lab.NetworkLab;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A manager and plants around an internet that knows none of the plants' networks.
 *
 * <pre>
 *   machine 10.N.0.10 ── 10.N.0.1 gateway 198.51.100.1N ── internet ── 198.51.100.2 manager
 * </pre>
 */
final class ControlLab implements AutoCloseable {
  static final String MANAGER = "198.51.100.2";
  private static final int MTU = 1500;

  private final NetworkLab lab;
  private final Host internet;
  private final ManagerHost manager;
  private final List<Plant> plants = new ArrayList<>();
  private String network = "";

  private ControlLab(String name, int count, ManagerHost.Preparation preparation) {
    lab = NetworkLab.open(name);
    try {
      internet = lab.host("internet");
      internet.run("ip", "link", "add", "br0", "type", "bridge");
      internet.run("ip", "link", "set", "br0", "up");
      Host managerHost = lab.host("manager");
      plug(managerHost, "m", MANAGER);
      manager = ManagerHost.start(managerHost, MANAGER, preparation);
      for (int number = 1; number <= count; number++) {
        plants.add(plant(number));
      }
    } catch (RuntimeException | Error e) {
      lab.close();
      throw e;
    }
  }

  static ControlLab open(String name, int plants) {
    return open(name, plants, (host, address, settings) -> "");
  }

  /** The same with something before the manager starts. */
  static ControlLab open(String name, int plants, ManagerHost.Preparation preparation) {
    return new ControlLab(name, plants, preparation);
  }

  private void plug(Host host, String port, String address) {
    lab.connect(host, "wan0", internet, "to-" + port, MTU);
    internet.run("ip", "link", "set", "to-" + port, "master", "br0");
    host.address("wan0", address + "/24");
  }

  private Plant plant(int number) {
    return plant(number, gateway -> {});
  }

  private Plant plant(int number, Consumer<Host> provision) {
    Host gateway = lab.host("gw" + number);
    Host machine = lab.host("machine" + number);
    plug(gateway, "" + number, "198.51.100." + (10 + number));
    lab.connect(gateway, "lan0", machine, "eth0", MTU);
    gateway.address("lan0", "10." + number + ".0.1/24");
    gateway.forward();
    machine.address("eth0", "10." + number + ".0.10/24");
    machine.run("ip", "route", "add", "default", "via", "10." + number + ".0.1");
    provision.accept(gateway);
    return new Plant(number, gateway, machine);
  }

  /**
   * Another box with the disk of a plant's gateway, copied while that runs, and a LAN of its own.
   */
  Plant copyOf(Plant original, int number) {
    String from = original.gateway().folder().toString();
    return plant(
        number,
        gateway ->
            gateway.run(
                "sh",
                "-c",
                "find \"$0\" -mindepth 1 -maxdepth 1 ! -name run ! -name '*.log'"
                    + " -exec cp -a {} \"$1\" \\;",
                from,
                gateway.folder().toString()));
  }

  /** A host in the internet that is no gateway. */
  Host outsider(String name, int number) {
    Host host = lab.host(name);
    plug(host, name, "198.51.100." + number);
    return host;
  }

  ManagerHost manager() {
    return manager;
  }

  Plant plant1() {
    return plants.get(0);
  }

  Plant plant2() {
    return plants.get(1);
  }

  Plant plant3() {
    return plants.get(2);
  }

  List<Plant> plants() {
    return plants;
  }

  /** Makes the network, once; its identifier. */
  String network() {
    if (network.isEmpty()) {
      network =
          manager
              .expect(
                  201, "POST", "/networks", "{\"name\":\"plants\",\"domain\":\"plants.omniedge\"}")
              .text("id");
    }
    return network;
  }

  /** The text of a setup key for several devices. */
  String setupKey(boolean autoApprove) {
    return manager
        .expect(
            201,
            "POST",
            "/networks/" + network() + "/setup-keys",
            "{\"name\":\"plants\",\"maxUses\":10,\"autoApprove\":" + autoApprove + "}")
        .text("text");
  }

  /** Devices as the manager lists them. */
  List<JsonObject> devices() {
    return items(manager.expect(200, "GET", "/devices?network=" + network(), "").json());
  }

  static List<JsonObject> items(JsonObject page) {
    if (page.members().get("items") instanceof JsonArray items) {
      List<JsonObject> all = new ArrayList<>();
      for (JsonValue item : items.elements()) {
        all.add((JsonObject) item);
      }
      return all;
    }
    throw new AssertionError(page.toJson());
  }

  static String text(JsonObject object, String name) {
    return object.members().get(name) instanceof JsonString text ? text.value() : "";
  }

  /** The identifier of a plant's device, once it has enrolled. */
  String device(Plant plant) {
    String[] id = {""};
    plant.await(
        plant.name() + " enrols",
        () -> {
          for (JsonObject device : devices()) {
            if (text(device, "name").equals(plant.name())) {
              id[0] = text(device, "id");
            }
          }
          return !id[0].isEmpty();
        });
    return id[0];
  }

  /** The device of a plant, once it has enrolled. */
  ManagedDevice managed(Plant plant) {
    return new ManagedDevice(manager, device(plant));
  }

  /** Approves what the plant offers to serve. */
  void approveRoutes(Plant plant) {
    approveRoutes(plant, List.of(plant.prefix()));
  }

  /** Approves these routes of a plant, and no others. */
  void approveRoutes(Plant plant, List<String> routes) {
    String body = JsonObject.builder().put("approved", routes).build().toJson();
    manager.expect(200, "PUT", "/devices/" + device(plant) + "/routes", body);
  }

  /** Puts a policy in force. */
  void policy(String document) {
    String body = JsonObject.builder().put("document", document).build().toJson();
    ManagerHost.Answer answer = manager.ask("PUT", "/networks/" + network() + "/policy", body);
    if (answer.status() != 200) {
      throw new AssertionError(answer.status() + " " + answer.body());
    }
  }

  /** Enrols all plants, approves their networks, and lets the machines of all reach each other. */
  void joinAll() {
    String key = setupKey(true);
    for (Plant plant : plants) {
      plant.enrol(key);
    }
    for (Plant plant : plants) {
      approveRoutes(plant);
    }
  }

  /** The audit log, the newest first. */
  List<JsonObject> audit() {
    return items(manager.expect(200, "GET", "/audit?limit=100", "").json());
  }

  /** Waits until a machine reaches another. */
  static void awaitReach(Plant from, Plant to) {
    Eventually.holds(
        from.name() + " reaches " + to.name(),
        Eventually.DEADLINE,
        () -> reaches(from, to),
        () ->
            from.runtime().output()
                + to.runtime().output()
                + from.gateway().attempt("wg", "show").out());
  }

  /** Waits until a machine does not reach another any more. */
  static void awaitCut(Plant from, Plant to) {
    Eventually.holds(
        from.name() + " does not reach " + to.name(),
        Eventually.DEADLINE,
        () -> !reaches(from, to),
        () -> from.runtime().output() + to.runtime().output());
  }

  static boolean reaches(Plant from, Plant to) {
    return from.machine()
        .attempt("ping", "-n", "-c", "1", "-W", "1", to.machineAddress())
        .succeeded();
  }

  @Override
  public void close() {
    lab.close();
  }
}
