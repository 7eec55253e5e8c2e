package io.omniedge.pdm.osgi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.api.compliance.Clearance;
import io.omniedge.gateway.api.data.TriageAction;
import io.omniedge.pdm.Eventually;
import io.omniedge.pdm.clip.McapReader;
import io.omniedge.pdm.desk.FakeAdvisor;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The components as the runtime puts them together, from a socket to a file and a message. */
class IntakeToClipTest {
  @TempDir private Path folder = Path.of("");
  private final IntakeComponent intake = new IntakeComponent();
  private TriageComponent triage;
  private int port;

  @BeforeEach
  void start() throws IOException {
    try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    triage = new TriageComponent(Contexts.of(folder), Map.of("rules", "*/rms P1 cloud"));
    intake.bindSink(triage);
  }

  @AfterEach
  void stop() throws InterruptedException {
    intake.deactivate();
    triage.deactivate();
  }

  private void listen(Map<String, Object> places) {
    Map<String, Object> form = new java.util.HashMap<>(places);
    form.put("enabled", true);
    intake.modified(form);
    assertEquals(List.of(), intake.problems());
  }

  private void send(String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
    }
  }

  private List<Path> clips() {
    try (Stream<Path> all = Files.list(folder.resolve("pdm/clips"))) {
      return all.filter(file -> file.toString().endsWith(".mcap")).toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aDatagramBecomesAClipWhenTheAdvisorSaysSo() throws Exception {
    listen(Map.of("udpPort", port));
    FakeAdvisor advisor =
        new FakeAdvisor(
            List.of(FakeAdvisor.above("vibration", 7.1)),
            () -> new TriageAction(TriageAction.Kind.CLIP, 5, 0, TriageAction.Priority.NORMAL));
    triage.bindAdvisor(advisor);
    Eventually.holds("the advisor is told", () -> !advisor.heard.isEmpty());
    long now = System.currentTimeMillis() * 1_000_000L;
    send(
        "vib,machine=pump-1 rms=2.5,peak=7 "
            + (now - 2_000_000_000L)
            + "\nnonsense\n"
            + "vib,machine=pump-1 rms=8.2 "
            + now
            + "\n");
    Eventually.holds("a clip on disk", () -> clips().size() == 1);
    assertTrue(
        advisor.heard.contains("vibration vib/machine=pump-1/rms 8.2"), advisor.heard.toString());
    McapReader clip = McapReader.read(clips().get(0));
    assertEquals(
        List.of(
            "vib/machine=pump-1/peak " + (now - 2_000_000_000L) + " {\"value\":7.0}",
            "vib/machine=pump-1/rms " + (now - 2_000_000_000L) + " {\"value\":2.5}"),
        clip.messages().stream().sorted().toList(),
        "what was before, for the clip ends with the trigger");
    assertEquals("advisor", clip.facts().get("decided-by"));
    assertEquals(Optional.of(8.2), triage.last("vib/machine=pump-1/rms"));
    assertTrue(
        intake.status().contains("3 lines, 3 values, 0 with nobody to take them")
            && intake.status().contains("{NO_FIELD=1}"),
        intake.status());
  }

  @Test
  void linesComeOverTcpAndUnixSocketsToo() throws Exception {
    Path socket = folder.resolve("intake.sock");
    listen(Map.of("udpPort", 0, "tcpPort", port, "socket", socket.toString(), "precision", "s"));
    try (Socket tcp = new Socket(InetAddress.getLoopbackAddress(), port)) {
      tcp.getOutputStream().write("a x=1\na x".getBytes(UTF_8));
      tcp.getOutputStream().write("=2\n".getBytes(UTF_8));
      Eventually.holds("TCP", () -> triage.last("a/x").equals(Optional.of(2.0)));
    }
    try (SocketChannel unix = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      unix.connect(UnixDomainSocketAddress.of(socket));
      unix.write(ByteBuffer.wrap("b x=3".getBytes(UTF_8)));
    }
    Eventually.holds("the Unix socket", () -> triage.last("b/x").equals(Optional.of(3.0)));
    assertEquals(
        "rw-rw----",
        java.nio.file.attribute.PosixFilePermissions.toString(
            Files.getPosixFilePermissions(socket)));
    intake.modified(Map.of("enabled", false));
    assertTrue(!Files.exists(socket), "it listens no more");
  }

  @Test
  void aPortInUseIsAProblemThatIsTold() throws Exception {
    try (DatagramSocket taken = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
      intake.modified(Map.of("enabled", true, "udpPort", taken.getLocalPort()));
      assertEquals(1, intake.problems().size());
      assertTrue(intake.problems().get(0).startsWith("UDP "), intake.problems().get(0));
    }
    Eventually.holds("it tries again by itself", () -> intake.problems().isEmpty());
    send("late x=1");
    Eventually.holds("a value", () -> triage.last("late/x").equals(Optional.of(1.0)));
  }

  @Test
  void aRuleSendsThroughGateAndCloudPublisher() throws Exception {
    listen(Map.of("udpPort", port));
    List<KuraMessage> published = Collections.synchronizedList(new ArrayList<>());
    CloudPublisher cloud =
        (CloudPublisher)
            Proxy.newProxyInstance(
                IntakeToClipTest.class.getClassLoader(),
                new Class<?>[] {CloudPublisher.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("publish")) {
                    published.add((KuraMessage) arguments[0]);
                  }
                  return null;
                });
    OutletComponent outlet =
        new OutletComponent(
            Contexts.of(folder), Map.of("kura.service.pid", "plant cloud", "monthMegabytes", 5));
    outlet.bindGate(
        departure ->
            new String(departure.data(), UTF_8).contains("secret")
                ? Clearance.blocked("a secret")
                : Clearance.as(departure.data()));
    outlet.bindCloudPublisher(cloud);
    triage.bindOutlet(outlet);
    send("secret rms=1\n");
    Eventually.holds("the blocked one", () -> outlet.outlet().blocked() == 1);
    send("pump rms=2.5 1\npump rms=2.5\n");
    Eventually.holds("a message", () -> published.size() == 1);
    KuraMessage message = published.get(0);
    assertEquals(Map.of("type", "samples", "class", "P1"), message.getProperties());
    assertEquals("application/json", message.getPayload().getMetric("content.type"));
    String body = new String(message.getPayload().getBody(), UTF_8);
    assertTrue(body.contains("\"source\":\"pump/rms\",\"values\":[2.5]"), body);
    outlet.deactivate();
    assertTrue(
        Files.readString(folder.resolve("pdm/month-plant_cloud")).matches("\\d{4}-\\d\\d \\d+"));
    assertTrue(triage.status().contains("dropped CLOCK: 1"), "a time of 1970: " + triage.status());
    assertTrue(triage.status().contains("dropped BLOCKED: 1"), triage.status());
  }

  @Test
  void aWrongFormIsToldAndTheOneBeforeStays() {
    triage.modified(Map.of("rules", "*/rms P9 cloud", "bufferSeconds", "soon"));
    assertEquals(
        List.of(
            "bufferSeconds \"soon\": not a whole number",
            "rules line 1 \"*/rms P9 cloud\": class \"P9\": none of [p0, p1, p2, p3, p4]"),
        triage.problems());
    triage.modified(Map.of());
    assertEquals(List.of(), triage.problems());
  }

  @Test
  void buffersThatTheProcessHasNoMemoryForAreRefused() {
    triage.modified(Map.of("bufferKilobytes", 1_048_576));
    String most = Long.toString(Runtime.getRuntime().maxMemory() / 4 / 1024);
    boolean hasRoom = Long.parseLong(most) >= 1_048_576;
    assertEquals(
        hasRoom
            ? List.of()
            : List.of(
                "bufferKilobytes \"1048576\": more than a quarter of the memory of this process ("
                    + most
                    + ")"),
        triage.problems());
  }

  @Test
  void somebodyFiresATriggerFromTheShell() {
    triage.modified(Map.of("triggers", "look manual pump*"));
    assertEquals("1 manual triggers are about pump/x\n", triage.trigger("pump/x"));
    assertEquals("0 manual triggers are about fan/x\n", triage.trigger("fan/x"));
  }
}
