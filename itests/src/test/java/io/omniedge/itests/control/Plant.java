package io.omniedge.itests.control;

import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.FalseClock;
import io.omniedge.itests.lab.GatewayRuntime;
import io.omniedge.itests.lab.Host;
import io.omniedge.itests.lab.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gateway that is a member, and one machine behind it. */
final class Plant {
  static final String DEVICE = "omni0";
  private static final int PORT = 51820;
  private static final Pattern EPOCH = Pattern.compile(", map (\\d+) with ");

  private final int number;
  private final Host gateway;
  private final Host machine;
  private Program runtime;

  Plant(int number, Host gateway, Host machine) {
    this.number = number;
    this.gateway = gateway;
    this.machine = machine;
    this.runtime = GatewayRuntime.launch(gateway, List.of());
  }

  /** The name it enrols by. */
  String name() {
    return "plant-" + number;
  }

  /** Of its LAN. */
  String prefix() {
    return "10." + number + ".0.0/24";
  }

  /** Of the machine. */
  String machineAddress() {
    return "10." + number + ".0.10";
  }

  /** Of the gateway in the internet. */
  String publicAddress() {
    return "198.51.100." + (10 + number);
  }

  Host gateway() {
    return gateway;
  }

  Host machine() {
    return machine;
  }

  Program runtime() {
    return runtime;
  }

  /** Gives the gateway a setup key as an image is provisioned: by a file. */
  void enrol(String setupKey) {
    configure(setupKey, prefix(), "");
  }

  /** The same with more to say: what else it offers to serve, and which exit node it uses. */
  void configure(String setupKey, String offeredRoutes, String exitNode) {
    Map<String, String> form = new TreeMap<>();
    form.put("setupKey", setupKey);
    form.put("name", name());
    form.put("interfaceName", DEVICE);
    form.put("listenPort", "" + PORT);
    form.put("publicEndpoints", publicAddress() + ":" + PORT);
    form.put("offeredRoutes", offeredRoutes);
    form.put("exitNode", exitNode);
    GatewayRuntime.deploy(gateway, "io.omniedge.gateway.agent.Membership", form);
  }

  /** Kills it and starts it again. */
  void powerCut() {
    runtime.kill();
    start();
  }

  void start() {
    runtime = GatewayRuntime.launch(gateway, List.of());
  }

  /** Starts it with another wall clock, see {@link FalseClock}. */
  void startAt(String time) {
    List<String> command = new ArrayList<>(FalseClock.environment(time));
    command.add(GatewayRuntime.launcher().toString());
    runtime = GatewayRuntime.launch(gateway, command, List.of());
  }

  /** What its command line says about it. */
  String status() {
    return ask("status");
  }

  /** The epoch of the map in force, by its command line. */
  long epoch() {
    Matcher matcher = EPOCH.matcher(status());
    if (!matcher.find()) {
      throw new AssertionError("no map in\n" + status());
    }
    return Long.parseLong(matcher.group(1));
  }

  /** Waits until it is a member with a session. */
  void awaitConnected() {
    await(name() + " is connected", () -> status().contains("active, connected to"));
  }

  /** What its command line answers. */
  String ask(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = GatewayRuntime.launcher().toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return gateway.attempt(command).out();
  }

  void await(String what, java.util.function.BooleanSupplier condition) {
    Eventually.holds(
        what,
        Eventually.DEADLINE,
        condition,
        () -> runtime.output() + gateway.attempt("wg", "show").out() + status());
  }
}
