package io.omniedge.itests;

import io.omniedge.itests.lab.GatewayConfig;
import io.omniedge.itests.lab.GatewayKind;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.Host;
import io.omniedge.itests.lab.Keys;
import io.omniedge.itests.lab.NetworkLab;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fixture of the interoperability tests: two gateways at the ends of one cable, each its own
 * only user. Left knows right's endpoint, right learns left's.
 *
 * <pre>
 *   10.77.0.1, fd77::1  left ── 192.0.2.1, 2001:db8::1 ═ 192.0.2.2, 2001:db8::2 ── right  10.77.0.2, fd77::2
 * </pre>
 */
final class TwoGateways implements AutoCloseable {
  static final int PORT = 51820;
  static final String LEFT_OUTER = "192.0.2.1";
  static final String LEFT_INNER = "10.77.0.1";
  static final String LEFT_INNER6 = "fd77::1";
  static final String RIGHT_INNER = "10.77.0.2";
  static final String RIGHT_INNER6 = "fd77::2";

  private static final int OUTER_MTU = 9200;
  private static final List<String> LEFT_IPS = List.of("10.77.0.1/32", "fd77::1/128");
  private static final List<String> RIGHT_IPS = List.of("10.77.0.2/32", "fd77::2/128");

  private final NetworkLab lab;
  private final Keys leftKeys;
  private final Keys rightKeys;
  private final GatewayConfig leftConfig;
  private final GatewayConfig rightConfig;
  private final GatewayProcess left;
  private final GatewayProcess right;

  /** How the left gateway is started. */
  private interface Left {
    GatewayProcess start(Host host, GatewayConfig config);
  }

  private TwoGateways(Left leftStart, GatewayKind rightKind, Plan plan) {
    leftKeys = Keys.generate();
    rightKeys = Keys.generate();
    lab = NetworkLab.open(plan.name);
    try {
      Host leftHost = lab.host("left");
      Host rightHost = lab.host("right");
      lab.connect(leftHost, "wan0", rightHost, "wan0", OUTER_MTU);
      leftHost.address("wan0", LEFT_OUTER + "/24");
      leftHost.address("wan0", "2001:db8::1/64");
      rightHost.address("wan0", "192.0.2.2/24");
      rightHost.address("wan0", "2001:db8::2/64");
      String rightEndpoint = (plan.outerIpv6 ? "[2001:db8::2]:" : "192.0.2.2:") + PORT;
      leftConfig =
          new GatewayConfig(
              leftKeys,
              PORT,
              List.of("10.77.0.1/24", "fd77::1/64"),
              plan.mtu,
              List.of(peer(rightKeys, plan, rightEndpoint, RIGHT_IPS)));
      rightConfig =
          new GatewayConfig(
              rightKeys,
              PORT,
              List.of("10.77.0.2/24", "fd77::2/64"),
              plan.mtu,
              List.of(peer(leftKeys, plan, null, LEFT_IPS)));
      right = GatewayProcess.start(rightKind, rightHost, rightConfig, plan.options);
      left = leftStart.start(leftHost, leftConfig);
    } catch (RuntimeException | Error e) {
      lab.close();
      throw e;
    }
  }

  private static GatewayConfig.Peer peer(
      Keys keys, Plan plan, @Nullable String endpoint, List<String> allowedIps) {
    return new GatewayConfig.Peer(
        keys.publicKey(), plan.presharedKey, endpoint, allowedIps, plan.keepaliveSeconds);
  }

  /** What differs from test to test. */
  static final class Plan {
    private final String name;
    private boolean outerIpv6;
    private @Nullable String presharedKey;
    private int mtu = 1420;
    private int keepaliveSeconds;
    private List<String> options = List.of();

    private Plan(String name) {
      this.name = name;
    }

    Plan overIpv6() {
      outerIpv6 = true;
      return this;
    }

    Plan presharedKey(String key) {
      presharedKey = key;
      return this;
    }

    Plan mtu(int bytes) {
      mtu = bytes;
      return this;
    }

    Plan keepalive(int seconds) {
      keepaliveSeconds = seconds;
      return this;
    }

    /** Further arguments for gateways of ours. */
    Plan options(String... arguments) {
      options = List.of(arguments);
      return this;
    }

    TwoGateways start(Pairing pairing) {
      return start(pairing.left(), pairing.right());
    }

    TwoGateways start(GatewayKind left, GatewayKind right) {
      return new TwoGateways(
          (host, config) -> GatewayProcess.start(left, host, config, options), right, this);
    }

    /** Starts a left gateway that is launched in a way of its own. */
    TwoGateways start(GatewayProcess.Launcher left, GatewayKind right) {
      return new TwoGateways(
          (host, config) -> GatewayProcess.start(left, host, config), right, this);
    }
  }

  /** Starts with IPv4 outside, an inner MTU of 1420, no preshared key, no keepalive. */
  static Plan plan(String name) {
    return new Plan(name);
  }

  GatewayProcess left() {
    return left;
  }

  GatewayProcess right() {
    return right;
  }

  Host leftHost() {
    return left.host();
  }

  Host rightHost() {
    return right.host();
  }

  GatewayConfig leftConfig() {
    return leftConfig;
  }

  GatewayConfig rightConfig() {
    return rightConfig;
  }

  NetworkLab lab() {
    return lab;
  }

  String leftKey() {
    return leftKeys.publicKey();
  }

  String rightKey() {
    return rightKeys.publicKey();
  }

  /** Left forgets right with all its sessions and meets it anew: the next packet must handshake. */
  void leftMeetsRightAnew() {
    left.wg().set("peer", rightKey(), "remove");
    left.wg().load("addconf", leftConfig.peersText());
  }

  @Override
  public void close() {
    lab.close();
  }
}
