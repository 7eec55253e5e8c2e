package io.omniedge.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Command;
import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.Host;
import io.omniedge.itests.lab.Keys;
import io.omniedge.itests.lab.MeshGateway;
import io.omniedge.itests.lab.NetworkLab;
import io.omniedge.itests.lab.Ping;
import io.omniedge.itests.lab.Program;
import io.omniedge.itests.lab.Transfer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two members of a mesh, and what a map may say of them while traffic flows. */
@Tag("netns")
@Tag("timed")
class MeshTest {
  private static final String LEFT = "10.77.0.1";
  private static final String LEFT6 = "fd77::1";
  private static final String RIGHT = "10.77.0.2";
  private static final String RIGHT6 = "fd77::2";
  private static final String LEFT_TO_RIGHT = "10.77.0.1/32,fd77::1/128 10.77.0.2/32,fd77::2/128";
  private static final String PING = "rule " + LEFT_TO_RIGHT + " 1 -";
  private static final String PING6 = "rule " + LEFT_TO_RIGHT + " 58 -";
  private static final String TCP = "rule " + LEFT_TO_RIGHT + " 6 1024 65535";

  private NetworkLab lab;
  private MeshGateway left;
  private MeshGateway right;

  @BeforeEach
  void start() {
    GatewayProcess.needsOurs("is a member of a mesh");
    lab = NetworkLab.open("mesh");
    Host leftHost = lab.host("left");
    Host rightHost = lab.host("right");
    lab.connect(leftHost, "wan0", rightHost, "wan0", 1500);
    leftHost.address("wan0", "192.0.2.1/24");
    rightHost.address("wan0", "192.0.2.2/24");
    left = MeshGateway.start(leftHost);
    right = MeshGateway.start(rightHost);
  }

  @AfterEach
  void end() {
    if (lab != null) {
      lab.close();
    }
  }

  private void leftWants(String... more) {
    apply(left, "address 10.77.0.1/24\naddress fd77::1/64", rightPeer(""), more);
  }

  private void rightWants(String... more) {
    String peer = "peer left " + left.publicKey() + " 192.0.2.1:51820 10.77.0.1/32,fd77::1/128";
    apply(right, "address 10.77.0.2/24\naddress fd77::2/64", peer, more);
  }

  private String rightPeer(String prefixes) {
    return "peer right "
        + right.publicKey()
        + " 192.0.2.2:51820 10.77.0.2/32,fd77::2/128"
        + prefixes;
  }

  private static void apply(MeshGateway gateway, String addresses, String peer, String... more) {
    List<String> lines = new ArrayList<>(List.of(addresses, peer));
    lines.addAll(List.of(more));
    gateway.apply(lines.toArray(String[]::new));
  }

  private static String[] rules(String... rules) {
    List<String> lines = new ArrayList<>(List.of("rules"));
    lines.addAll(List.of(rules));
    return lines.toArray(String[]::new);
  }

  @Test
  void carriesEverythingWithoutRulesAndNothingWithoutAnyRule() {
    leftWants();
    rightWants();
    Ping.awaitAnswer(left.host(), RIGHT);
    Ping.awaitAnswer(right.host(), LEFT6);
    assertFalse(left.snapshot().contains("acl_"), "no access control at all");

    rightWants(rules());
    assertFiltered(left.host(), RIGHT);
    assertTrue(right.detail("drop_acl_refused") > 0);
  }

  @Test
  void letsThroughWhatARuleAllowsAndTellsWhoIsRefused() {
    leftWants(rules(PING, PING6));
    rightWants(rules(PING, PING6));
    Ping.awaitAnswer(left.host(), RIGHT);
    Ping.awaitAnswer(left.host(), RIGHT6);

    // The gateway refuses what its own programs begin...
    assertFiltered(right.host(), LEFT);
    assertProhibited(right.host(), LEFT6);
    assertEquals(0, left.detail("drop_acl_refused"), "it never came that far");
    // ...and what a peer begins whose own gateway let it.
    rightWants();
    assertFiltered(right.host(), LEFT);
    assertProhibited(right.host(), LEFT6);
    assertTrue(left.detail("drop_acl_refused") >= 2);
    assertEquals(2, left.detail("acl_rules"));
  }

  /** A failed connection says so at once, instead of running into its timeout. */
  @Test
  void refusesATcpConnectionAtOnce() {
    leftWants(rules(PING));
    rightWants();
    Ping.awaitAnswer(left.host(), RIGHT);
    for (Host host : List.of(left.host(), right.host())) {
      String to = host == left.host() ? RIGHT : LEFT;
      Command connect =
          host.attempt("timeout", "20", "bash", "-c", "exec 3<>/dev/tcp/" + to + "/5000");
      assertEquals(1, connect.status(), "not the status of timeout: " + connect);
      assertTrue(connect.err().contains("No route to host"), connect.err());
    }
  }

  @Test
  void changesRulesUnderTrafficWithoutHarmingWhatStaysAllowed() {
    leftWants(rules(PING, TCP));
    rightWants(rules(PING, TCP));
    Ping.awaitAnswer(left.host(), RIGHT);
    Transfer transfer = Transfer.endless(left.host(), right.host(), RIGHT);
    Program allowed = Ping.stream(left.host(), RIGHT);
    for (int i = 0; i < 10; i++) {
      // Each round is another list, so each flow is asked about anew.
      String more = "rule 10.77.0.1/32 10.77.0.2/32 17 " + (1 + i) + " 2000";
      leftWants(rules(more, TCP, PING));
      rightWants(rules(PING, more, TCP));
    }
    assertEquals(0, Ping.lostOf(allowed));

    Program forbidden = Ping.stream(left.host(), RIGHT);
    forbidden.awaitOutput("icmp_seq=10 ttl");
    rightWants(rules(TCP));
    // An echo request of the running flow, not a new one, is what is refused.
    forbidden.awaitOutput("Packet filtered");
    rightWants(rules(TCP, PING6));
    transfer.stopIntact();
    forbidden.close();
  }

  @Test
  void stopsAForbiddenConnectionAtOnce() {
    leftWants(rules(PING, TCP));
    rightWants(rules(PING, TCP));
    Ping.awaitAnswer(left.host(), RIGHT);
    Transfer.endless(left.host(), right.host(), RIGHT);
    rightWants(rules(PING));
    long refused = right.detail("drop_acl_refused");
    // The connection's packets come, and none of them passes: each is counted.
    Eventually.holds(
        "TCP tries again in vain", () -> right.detail("drop_acl_refused") > refused + 2);
    assertEquals(0, right.detail("drop_acl_table_full"));
  }

  @Test
  void findsThePathMtuThroughRules() {
    leftWants(rules(TCP, PING));
    rightWants(rules(TCP, PING));
    Ping.awaitAnswer(left.host(), RIGHT);
    // A network behind right that takes shorter packets only: right's kernel says so.
    Host plant = lab.host("plant");
    lab.connect(right.host(), "lan0", plant, "eth0", 1500);
    right.host().address("lan0", "192.168.9.1/24");
    plant.address("eth0", "192.168.9.2/24");
    right.host().run("ip", "link", "set", "lan0", "mtu", "1300");
    plant.run("ip", "route", "add", "default", "via", "192.168.9.1");
    right.host().forward();
    String rule = "rule 10.77.0.1/32 192.168.9.0/24 6 1024 65535";
    apply(left, "address 10.77.0.1/24", rightPeer(",192.168.9.0/24"), rules(rule));
    rightWants(rules(rule));
    Transfer.intact(left.host(), plant, "192.168.9.2", 5_000_000);
    String route = left.host().run("ip", "route", "get", "192.168.9.2");
    assertTrue(route.contains("mtu 1300"), route);
  }

  @Test
  void yieldsToANetworkOfItsOwnAndSaysSo() {
    Host plant = lab.host("plant");
    lab.connect(left.host(), "lan0", plant, "eth0", 1500);
    apply(left, "address 10.77.0.1/24", rightPeer(",192.168.50.0/24,192.168.60.0/24"));
    rightWants();
    Ping.awaitAnswer(left.host(), RIGHT);
    Program stream = Ping.stream(left.host(), RIGHT);
    assertTrue(routes().contains("192.168.50.0/24 dev omni0"), routes());

    left.host().address("lan0", "192.168.50.7/24");
    String sentence =
        "peer right is without 192.168.50.0/24: this gateway is in 192.168.50.0/24 itself,"
            + " through lan0";
    awaitProblem(sentence, true);
    assertTrue(left.log().contains(sentence), left.log());
    Eventually.holds("the route is gone", () -> !routes().contains("192.168.50.0/24 dev omni0"));
    assertTrue(routes().contains("192.168.60.0/24 dev omni0"), routes());
    assertFalse(left.host().run("wg", "show", "omni0", "allowed-ips").contains("192.168.50."));

    left.host().run("ip", "link", "set", "lan0", "down");
    awaitProblem(sentence, false);
    Eventually.holds("the route is back", () -> routes().contains("192.168.50.0/24 dev omni0"));
    left.host().run("ip", "link", "set", "lan0", "up");
    awaitProblem(sentence, true);
    left.host().run("ip", "link", "delete", "lan0");
    awaitProblem(sentence, false);
    Eventually.holds("the route is back", () -> routes().contains("192.168.50.0/24 dev omni0"));
    assertEquals(0, Ping.lostOf(stream));
  }

  private String routes() {
    return left.host().run("ip", "route");
  }

  private void awaitProblem(String sentence, boolean there) {
    Eventually.holds(
        sentence,
        Eventually.DEADLINE,
        () -> left.snapshot().contains("problem=" + sentence) == there,
        left::snapshot);
  }

  @Test
  void changesAddressesAndPeersWithoutLosingTheInterfaceOrASession() {
    leftWants();
    rightWants();
    Ping.awaitAnswer(left.host(), RIGHT);
    String index = left.host().run("cat", "/sys/class/net/omni0/ifindex");
    Program stream = Ping.stream(left.host(), RIGHT);

    List<String> crowd = new ArrayList<>(List.of("address 10.77.0.1/24", "address 10.88.0.1/24"));
    crowd.add(rightPeer(""));
    for (int i = 0; i < 1000; i++) {
      String address = "10.99." + i / 250 + "." + i % 250;
      crowd.add("peer p" + i + " " + Keys.generate().publicKey() + " - " + address + "/32");
    }
    long start = System.nanoTime();
    left.apply(crowd.toArray(String[]::new));
    Eventually.holds("a thousand peers", () -> left.snapshot().contains("peers=1001"));
    long millis = (System.nanoTime() - start) / 1_000_000;
    System.out.println("1,000 peers were there after " + millis + " ms");
    String addresses = left.host().run("ip", "address", "show", "omni0");
    assertTrue(addresses.contains("10.88.0.1/24"), addresses);
    assertFalse(addresses.contains("fd77::1"), addresses);

    leftWants();
    Eventually.holds("one peer again", () -> left.snapshot().contains("peers=1\n"));
    assertEquals(0, Ping.lostOf(stream));
    assertEquals(index, left.host().run("cat", "/sys/class/net/omni0/ifindex"));
    assertTrue(millis < 3000, "1,000 peers took " + millis + " ms");
  }

  @Test
  void cutsAPeerOffThatIsNoLongerWanted() {
    leftWants();
    rightWants();
    Ping.awaitAnswer(left.host(), RIGHT);
    right.apply("address 10.77.0.2/24");
    Eventually.holds("no peers", () -> right.snapshot().contains("peers=0"));
    assertFalse(Ping.answers(left.host(), RIGHT));
    assertTrue(right.detail("drop_index_unknown") > 0, right.snapshot());
  }

  @Test
  void goesOnWithANewKeyWhenThePeersKnowIt() {
    leftWants();
    rightWants();
    Ping.awaitAnswer(left.host(), RIGHT);
    String fresh = right.ask("replace-key");
    assertNotEquals(right.publicKey(), fresh);
    assertEquals(fresh, right.ask("key"));
    Eventually.holds(
        "the new key is in force",
        () -> right.host().run("wg", "show", "omni0", "public-key").strip().equals(fresh));
    left.apply("address 10.77.0.1/24", "peer right " + fresh + " 192.0.2.2:51820 10.77.0.2/32");
    Ping.awaitAnswer(left.host(), RIGHT);
  }

  @Test
  void namesTheValueItRefusesAndKeepsWhatItHad() {
    leftWants();
    rightWants();
    Ping.awaitAnswer(left.host(), RIGHT);
    assertRefused(
        "refused: peer b: [Peer] AllowedIPs \"10.0.0.0/33\": not an address with an optional"
            + " prefix length (prefix length 33 is not in 0..32)",
        "peer b " + Keys.generate().publicKey() + " - 10.0.0.0/33");
    assertRefused(
        "refused: peer b: [Peer] PublicKey \"x\": a key is 44 characters of base64",
        "peer b x - 10.0.0.0/32");
    assertRefused(
        "refused: rule 2: protocol 1 has no ports; only 6 (TCP), 17 (UDP) and 132 (SCTP) have",
        "rules\n" + PING + "\nrule 10.0.0.0/8 10.0.0.0/8 1 1 1");
    assertRefused(
        "refused: rule 1: \"here\" is not an IP address", "rules\nrule here 10.0.0.0/8 1 -");
    Ping.awaitAnswer(left.host(), RIGHT);
    assertFalse(left.snapshot().contains("acl_rules"), "none of it is in force");
  }

  private void assertRefused(String sentence, String line) {
    assertEquals(sentence, left.ask(line + "\napply"));
  }

  private static void assertFiltered(Host from, String to) {
    Command ping = from.attempt("ping", "-n", "-c", "2", "-i", "0.2", "-W", "5", to);
    assertTrue(ping.out().contains("Packet filtered"), ping.out() + ping.err());
    assertTrue(ping.out().contains(" 0 received"), ping.out());
  }

  private static void assertProhibited(Host from, String to) {
    Command ping = from.attempt("ping", "-n", "-c", "2", "-i", "0.2", "-W", "5", to);
    assertTrue(
        ping.out().contains("Destination unreachable: Administratively prohibited"),
        ping.out() + ping.err());
    assertTrue(ping.out().contains(" 0 received"), ping.out());
  }
}
