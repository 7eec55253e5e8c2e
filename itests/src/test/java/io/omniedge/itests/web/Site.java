package io.omniedge.itests.web;

import io.omniedge.itests.lab.GatewayConfig;
import io.omniedge.itests.lab.GatewayKind;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.GatewayRuntime;
import io.omniedge.itests.lab.Host;
import io.omniedge.itests.lab.Keys;
import io.omniedge.itests.lab.NetworkLab;
import io.omniedge.itests.lab.Program;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A plant with a desk, its gateway not set up yet, and another plant that has one.
 *
 * <pre>
 *   desk 192.168.50.2 ── 192.168.50.1 gateway 203.0.113.1 ══ 203.0.113.2 other
 * </pre>
 */
final class Site implements AutoCloseable {
  static final String GATEWAY_LAN = "192.168.50.1";
  static final String GATEWAY_WAN = "203.0.113.1";
  static final String URL = "https://" + GATEWAY_LAN + ":8443";
  static final String OTHER_INNER = "10.77.0.2";
  static final int PORT = 51820;

  private final NetworkLab lab;
  private final Host desk;
  private final Host gateway;
  private final GatewayProcess other;
  private final Keys otherKeys = Keys.generate();
  private Program runtime;

  private Site(String name) {
    lab = NetworkLab.open(name);
    try {
      desk = lab.host("desk");
      gateway = lab.host("gateway");
      Host otherHost = lab.host("other");
      lab.connect(desk, "eth0", gateway, "lan0", 1500);
      lab.connect(gateway, "wan0", otherHost, "wan0", 1500);
      desk.address("eth0", "192.168.50.2/24");
      gateway.address("lan0", GATEWAY_LAN + "/24");
      gateway.address("wan0", GATEWAY_WAN + "/24");
      otherHost.address("wan0", "203.0.113.2/24");
      other =
          GatewayProcess.start(
              GatewayKind.OURS,
              otherHost,
              new GatewayConfig(otherKeys, PORT, List.of(OTHER_INNER + "/24"), 1420, List.of()),
              List.of());
      runtime = GatewayRuntime.launch(gateway, List.of());
    } catch (RuntimeException | Error e) {
      lab.close();
      throw e;
    }
  }

  static Site open(String name) {
    Site site = new Site(name);
    try {
      site.awaitPage();
      return site;
    } catch (RuntimeException | Error e) {
      site.close();
      throw e;
    }
  }

  Host desk() {
    return desk;
  }

  Host gateway() {
    return gateway;
  }

  GatewayProcess other() {
    return other;
  }

  String otherKey() {
    return otherKeys.publicKey();
  }

  /** What the command line of the gateway answers. */
  String ask(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = GatewayRuntime.launcher().toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return gateway.run(command);
  }

  String setupCode() {
    Matcher matcher = Pattern.compile("setup code is (\\S+)").matcher(ask("status"));
    if (!matcher.find()) {
      throw new AssertionError("the status shows no setup code");
    }
    return matcher.group(1);
  }

  /** Stops the gateway and starts it again. */
  void restart() {
    runtime.close();
    runtime = GatewayRuntime.launch(gateway, List.of());
    awaitPage();
  }

  /** Kills the gateway and starts it again. */
  void powerCut() {
    runtime.kill();
    runtime = GatewayRuntime.launch(gateway, List.of());
    awaitPage();
  }

  private void awaitPage() {
    runtime.awaitOutput("the web page is at " + URL + "/$");
  }

  Program runtime() {
    return runtime;
  }

  @Override
  public void close() {
    lab.close();
  }
}
