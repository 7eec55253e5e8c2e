package io.omniedge.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Command;
import io.omniedge.itests.lab.DatagramCounter;
import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.Host;
import io.omniedge.itests.lab.MeshGateway;
import io.omniedge.itests.lab.NetworkLab;
import io.omniedge.itests.lab.Ping;
import io.omniedge.itests.lab.Program;
import io.omniedge.itests.lab.Transfer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two members of a mesh, one of which has a judge of flows: what becomes of real traffic. */
@Tag("netns")
@Tag("timed")
class FlowPolicyTest {
  private static final String LEFT = "10.77.0.1";
  private static final String RIGHT = "10.77.0.2";

  /** The same machine as {@link #RIGHT}, by another address. */
  private static final String OTHER = "10.77.0.3";

  private static final Pattern TIME = Pattern.compile("time=([0-9.]+) ms");

  private NetworkLab lab;
  private MeshGateway left;
  private MeshGateway right;

  @BeforeEach
  void start() {
    GatewayProcess.needsOurs("has plugins");
    lab = NetworkLab.open("flows");
    Host leftHost = lab.host("left");
    Host rightHost = lab.host("right");
    lab.connect(leftHost, "wan0", rightHost, "wan0", 1500);
    leftHost.address("wan0", "192.0.2.1/24");
    rightHost.address("wan0", "192.0.2.2/24");
    left = MeshGateway.start(leftHost);
    right = MeshGateway.start(rightHost);
    left.apply(
        "address " + LEFT + "/24",
        "peer right " + right.publicKey() + " 192.0.2.2:51820 10.77.0.2/32,10.77.0.3/32");
    right.apply(
        "address " + RIGHT + "/24",
        "address " + OTHER + "/24",
        "peer left " + left.publicKey() + " 192.0.2.1:51820 10.77.0.1/32");
    Ping.awaitAnswer(leftHost, RIGHT);
  }

  @AfterEach
  void end() {
    if (lab != null) {
      lab.close();
    }
  }

  private static Command ping(Host from, String to, int waitSeconds) {
    return from.attempt("ping", "-n", "-c", "1", "-W", "" + waitSeconds, to);
  }

  @Test
  void refusesTheFlowsThatAreDeniedAndCarriesTheOthersFromTheirFirstPacket() {
    left.judge("validates " + OTHER + "=deny");
    for (int i = 0; i < 5; i++) {
      // Another identifier, so another flow each time: no first packet gets lost.
      assertTrue(ping(left.host(), RIGHT, 5).succeeded());
      Command denied = ping(left.host(), OTHER, 5);
      assertFalse(denied.succeeded());
      assertTrue(denied.out().contains("Packet filtered"), denied.out());
    }
    assertTrue(left.detail("drop_policy_refused") >= 5, left.snapshot());
    Transfer.intact(left.host(), right.host(), RIGHT, 2_000_000);

    left.judge("gone");
    assertTrue(ping(left.host(), OTHER, 5).succeeded(), "all is as before");
    assertFalse(left.snapshot().contains("judged_flows"));
  }

  @Test
  void judgesWhatComesInAndTellsThePeer() {
    right.judge("validates " + OTHER + "=deny");
    for (int i = 0; i < 5; i++) {
      assertTrue(ping(left.host(), RIGHT, 5).succeeded());
      Command denied = ping(left.host(), OTHER, 5);
      assertFalse(denied.succeeded());
      assertTrue(denied.out().contains("Packet filtered"), denied.out());
    }
    Transfer.intact(left.host(), right.host(), RIGHT, 2_000_000);
    right.judge("validates " + RIGHT + "=drop");
    Command dropped = ping(left.host(), RIGHT, 1);
    assertFalse(dropped.succeeded());
    assertFalse(dropped.out().contains("filtered"), "nobody is told of a class");
    assertTrue(right.detail("drop_policy_class_dropped") >= 1, right.snapshot());
  }

  @Test
  void letsEstablishedFlowsGoOnWhenNobodyCanSayAndEndsThemWhenTheyAreDenied() {
    left.judge("validates");
    Transfer transfer = Transfer.endless(left.host(), right.host(), RIGHT);
    Program stream = Ping.stream(left.host(), RIGHT);
    stream.awaitOutput("icmp_seq=10 ttl");
    left.judge("validates " + RIGHT + "=undecided");
    Eventually.holds("a new flow is refused", () -> !ping(left.host(), RIGHT, 1).succeeded());
    int answered = Ping.answerTimes(stream).size();
    Eventually.holds("the stream goes on", () -> Ping.answerTimes(stream).size() > answered + 100);
    transfer.stopIntact();
    assertEquals(0, Ping.lostOf(stream));

    left.judge("validates");
    Program doomed = Ping.stream(left.host(), RIGHT);
    doomed.awaitOutput("icmp_seq=10 ttl");
    left.judge("validates " + RIGHT + "=deny");
    doomed.awaitOutput("Packet filtered");
    doomed.close();
  }

  @Test
  void keepsAJudgeThatThinksForTwoSecondsOutOfKnownFlows() {
    left.judge("validates");
    Program stream = Ping.stream(left.host(), RIGHT);
    stream.awaitOutput("icmp_seq=20 ttl");
    left.judge("validates " + OTHER + "=slow:2000");
    Command slow = ping(left.host(), OTHER, 10);
    assertTrue(slow.succeeded(), "its packet was kept, not lost: " + slow.out());
    Matcher time = TIME.matcher(slow.out());
    assertTrue(time.find(), slow.out());
    assertTrue(Double.parseDouble(time.group(1)) > 1900, slow.out());
    List<Long> answers = Ping.answerTimes(stream);
    long longest = 0;
    for (int i = 1; i < answers.size(); i++) {
      longest = Math.max(longest, answers.get(i) - answers.get(i - 1));
    }
    System.out.println("with a blocked judge the longest gap was " + longest + " ms of 10");
    assertEquals(0, Ping.lostOf(stream));
    assertTrue(longest < 200, "a gap of " + longest + " ms");
  }

  @Test
  void putsTheClassOfAFlowOnTheWireAndOnNoOther() {
    left.judge("beside " + OTHER + "=urgent:46");
    DatagramCounter urgent = DatagramCounter.dataOfClass(right.host(), 46);
    DatagramCounter plain = DatagramCounter.dataOfClass(right.host(), 0);
    // A known flow of either kind, for the first packet of one is carried as it is.
    Program stream = Ping.stream(left.host(), OTHER);
    stream.awaitOutput("icmp_seq=10 ttl");
    Transfer transfer = Transfer.endless(left.host(), right.host(), RIGHT);
    Eventually.holds("much is carried", () -> plain.packets() > 20_000);
    stream.awaitOutput("icmp_seq=200 ttl");
    long marked = urgent.packets();
    int answered = Ping.answerTimes(stream).size();
    transfer.stopIntact();
    assertEquals(0, Ping.lostOf(stream));
    // No packet of the transfer went with those of the stream, and none of the stream without.
    assertTrue(
        Math.abs(marked - answered) <= 50, marked + " were marked, " + answered + " answered");
    long unmarked = plain.packets();
    Program another = Ping.stream(left.host(), OTHER);
    another.awaitOutput("icmp_seq=100 ttl");
    assertTrue(plain.packets() - unmarked < 60, "of a flow its first packets at most");
    another.close();
  }

  @Test
  void servesTheUrgentClassFromAQueueOfItsOwn() {
    left.queue("wan0", 20_000, 30);
    left.judge("beside " + OTHER + "=urgent:0");
    Program stream = Ping.stream(left.host(), OTHER);
    stream.awaitOutput("icmp_seq=100 ttl");
    if (left.log().contains("cake")) {
      return; // its classes are the kernel's own affair
    }
    long urgent = sentPackets("6f:16");
    long standard = sentPackets("6f:10");
    stream.awaitOutput("icmp_seq=300 ttl");
    // The DSCP is 0: only the priority of the packets can have brought them here.
    assertTrue(sentPackets("6f:16") - urgent >= 150, "the class of the stream");
    assertTrue(sentPackets("6f:10") - standard < 50, "nothing else is sent");
    left.judge("beside " + OTHER + "=background:8");
    Eventually.holds("the class of what may wait", () -> sentPackets("6f:12") > 20);
    stream.close();
  }

  private long sentPackets(String htbClass) {
    String classes = left.host().run("tc", "-s", "class", "show", "dev", "wan0");
    Matcher sent =
        Pattern.compile("class htb " + htbClass + " .*\\n Sent \\d+ bytes (\\d+) pkt")
            .matcher(classes);
    assertTrue(sent.find(), classes);
    return Long.parseLong(sent.group(1));
  }

  /** Twice what the WAN carries, for ten seconds, beside a stream of control packets. */
  @Test
  void keepsTheLatencyOfTheUrgentClassUnderTwofoldOverload() {
    left.queue("wan0", 20_000, 30);
    left.judge("beside " + OTHER + "=urgent:46");
    double idle = medianOf(OTHER, 200);
    try (Program server =
        right.host().start("iperf-server", "iperf3", "--server", "--forceflush")) {
      server.awaitOutput("listening");
      try (Program load =
          left.host()
              .start("iperf", "iperf3", "-c", RIGHT, "-u", "-b", "40M", "-l", "1200", "-t", "30")) {
        Eventually.holds("the queue is full", () -> medianOf(RIGHT, 20) > 20 + 10 * idle);
        double loaded = medianOf(OTHER, 200);
        double others = medianOf(RIGHT, 20);
        System.out.println(
            "round trip, median: idle " + idle + ", loaded " + loaded + ", others " + others);
        assertTrue(loaded < idle + 3, "urgent packets wait " + loaded + " ms, idle " + idle);
        assertTrue(others > 20, "the others wait " + others + " ms: no overload was there");
        assertTrue(load.isAlive());
      }
    }
  }

  /** The round trips of so many pings, in milliseconds; those lost count as a second. */
  private double medianOf(String to, int count) {
    Command ping = left.host().attempt("ping", "-n", "-c", "" + count, "-i", "0.01", "-W", "1", to);
    List<Double> times =
        new java.util.ArrayList<>(
            TIME.matcher(ping.out()).results().map(t -> Double.valueOf(t.group(1))).toList());
    while (times.size() < count) {
      times.add(1000.0);
    }
    times.sort(null);
    return times.get(count / 2);
  }
}
