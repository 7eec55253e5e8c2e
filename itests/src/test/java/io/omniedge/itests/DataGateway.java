package io.omniedge.itests;

import io.omniedge.itests.cloud.Cloud;
import io.omniedge.itests.lab.Command;
import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.GatewayRuntime;
import io.omniedge.itests.lab.Host;
import io.omniedge.itests.lab.NetworkLab;
import io.omniedge.itests.lab.PluginFolder;
import io.omniedge.itests.lab.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A gateway of bundles without any tunnel: measurements come by UDP on its loopback, and an outlet
 * leads to a cloud that the test sees.
 */
final class DataGateway implements AutoCloseable {
  private static final String OUTLET = "plant-cloud";
  private static final int INTAKE_PORT = 8089;

  private final NetworkLab lab;
  private final Host host;
  private final Cloud cloud;
  private final PluginFolder plugins;
  private @Nullable Program program;

  private DataGateway(NetworkLab lab) {
    this.lab = lab;
    host = lab.host("gateway");
    cloud = new Cloud(host);
    plugins = new PluginFolder(host);
  }

  /** Starts it, with these configurations beside intake and outlet, and waits for all of them. */
  static DataGateway start(String name, Map<String, Map<String, String>> configurations) {
    DataGateway gateway = plan(name);
    try {
      gateway.start(configurations, List.of(GatewayRuntime.launcher().toString()));
      return gateway;
    } catch (RuntimeException | Error e) {
      gateway.close();
      throw e;
    }
  }

  /** One that is not started yet. */
  static DataGateway plan(String name) {
    return new DataGateway(NetworkLab.open(name));
  }

  /** Starts a planned one. */
  void start(Map<String, Map<String, String>> configurations, List<String> launcher) {
    GatewayRuntime.deploy(
        host, "io.omniedge.pdm.Intake", Map.of("enabled", "true", "udpPort", "" + INTAKE_PORT));
    configurations.forEach((pid, values) -> GatewayRuntime.deploy(host, pid, values));
    addCloud(host, "DE");
    PluginFolder.allowUnsigned(host);
    restart(launcher);
  }

  /** Starts it with what is on its disk. */
  void restart(List<String> launcher) {
    program = GatewayRuntime.launch(host, launcher, List.of());
    program.awaitOutput("gateway ready");
    awaitStatus("outlet " + OUTLET + ":");
    Eventually.holds("the intake", this::listens);
  }

  /** Ends it without a word. */
  void powerCut() {
    running().kill();
  }

  /** Ends it in order. */
  void stop() {
    running().close();
  }

  private Program running() {
    if (program == null) {
      throw new IllegalStateException("not started");
    }
    return program;
  }

  /** Puts a cloud connection and an outlet to it on a gateway that is not yet started. */
  static void addCloud(Host host, String country) {
    try {
      Path deploy = Files.createDirectories(host.folder().resolve("deploy"));
      Path unused = Cloud.bundle(deploy.resolve("cloud.jar"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    outlet(host, country);
  }

  private static void outlet(Host host, String country) {
    GatewayRuntime.deploy(
        host,
        "io.omniedge.pdm.Outlet-cloud",
        Map.of(
            "kura.service.pid", OUTLET,
            "CloudPublisher.target", "(kura.service.pid=" + Cloud.PUBLISHER + ")",
            "country", country));
  }

  private boolean listens() {
    return host.run("ss", "--udp", "--listening", "--numeric").contains(":" + INTAKE_PORT + " ");
  }

  /** The cloud is in another country now. */
  void cloudIsIn(String country) {
    outlet(host, country);
  }

  Host host() {
    return host;
  }

  Cloud cloud() {
    return cloud;
  }

  PluginFolder plugins() {
    return plugins;
  }

  /** A measurement of now, in a datagram of its own. */
  void measured(String line) {
    Command sent =
        host.attempt(
            "bash", "-c", "printf '%s\\n' \"$0\" >/dev/udp/127.0.0.1/" + INTAKE_PORT, line);
    if (!sent.succeeded()) {
      throw new AssertionError(sent.err());
    }
  }

  /** What {@code omniedge-gateway status} tells. */
  String status() {
    return host.attempt(GatewayRuntime.launcher().toString(), "status").out();
  }

  /** Waits until the status has this text. */
  void awaitStatus(String text) {
    Eventually.holds(
        "a status with " + text, Eventually.DEADLINE, () -> status().contains(text), this::status);
  }

  /** The files of clips there are. */
  List<Path> clips() {
    try (Stream<Path> files = Files.list(host.folder().resolve("pdm/clips"))) {
      return files.filter(each -> each.toString().endsWith(".mcap")).sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until there are so many clips of that trigger; what is in the last of them. */
  String awaitClips(int count, String trigger) {
    Eventually.holds(
        count + " clips of " + trigger,
        Eventually.DEADLINE,
        () -> clipsOf(trigger).size() == count,
        () -> clips() + "\n" + status());
    try {
      // Chunks are not compressed, so that the messages can be read as they are.
      return Files.readString(clipsOf(trigger).get(count - 1), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Path> clipsOf(String trigger) {
    return clips().stream().filter(file -> file.toString().contains("-P2-" + trigger)).toList();
  }

  /** The lines of the evidence that have all these texts. */
  List<String> evidence(String... texts) {
    try (Stream<Path> files = Files.list(host.folder().resolve("evidence"))) {
      StringBuilder all = new StringBuilder();
      for (Path file : files.filter(each -> each.toString().endsWith(".jsonl")).sorted().toList()) {
        all.append(Files.readString(file));
      }
      return all.toString()
          .lines()
          .filter(line -> Stream.of(texts).allMatch(line::contains))
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until there are so many more such lines than now. */
  void awaitEvidence(int more, String... texts) {
    int before = evidence(texts).size();
    Eventually.holds(
        more + " lines of evidence with " + List.of(texts),
        Eventually.DEADLINE,
        () -> evidence(texts).size() >= before + more,
        () -> String.join("\n", evidence()) + "\n" + status());
  }

  /** What {@code omniedge evidence verify} says of the folder. */
  String verifiedEvidence() {
    Path command = Path.of(System.getProperty("omniedge.root"), "bin", "omniedge");
    return host.run(
        command.toString(), "evidence", "verify", host.folder().resolve("evidence").toString());
  }

  @Override
  public void close() {
    lab.close();
  }
}
