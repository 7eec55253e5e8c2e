package io.omniedge.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Command;
import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.GatewayProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./dev demo} works, cleans up after itself and after a demo that was killed. */
@Tag("netns")
class DemoTest {
  private static final Duration THREE_MINUTES = Duration.ofMinutes(3);

  @BeforeEach
  void needsOurs() {
    GatewayProcess.needsOurs("is shown by the demo");
  }

  @Test
  void showsANetworkAndLeavesNothing(@TempDir Path folder) throws IOException {
    Path output = folder.resolve("network");
    Process demo = start(output);
    assertEnds(demo, output);
    for (String shown : List.of("plant 2 answers plant 1", "packet filtered", "dropped it")) {
      assertTrue(read(output).contains(shown), () -> shown + " is not in\n" + read(output));
    }
    assertEquals(List.of(), namespacesOf(demo));
  }

  @Test
  void showsATunnelAndLeavesNothing(@TempDir Path folder) throws IOException {
    Path output = folder.resolve("demo");
    Process demo = start(output, "--two-plants");
    assertEnds(demo, output);
    for (String shown : List.of("every ping was answered", "went through the tunnel", "receiver")) {
      assertTrue(read(output).contains(shown), () -> shown + " is not in\n" + read(output));
    }
    assertEquals(List.of(), namespacesOf(demo));
  }

  @Test
  void showsAMachineWhoseBearingFailsAndLeavesNothing(@TempDir Path folder) throws IOException {
    Path output = folder.resolve("pdm");
    Process demo = start(output, "--pdm");
    assertEnds(demo, output);
    for (String shown : List.of("an alarm ", "it names the inner race", "pump-7")) {
      assertTrue(read(output).contains(shown), () -> shown + " is not in\n" + read(output));
    }
    assertEquals(List.of(), namespacesOf(demo));
  }

  @Test
  void removesWhatAKilledDemoLeft(@TempDir Path folder) throws IOException {
    Path output = folder.resolve("killed");
    Process killed = start(output, "--two-plants", "--keep");
    Eventually.holds(
        "the demo is up",
        THREE_MINUTES,
        () -> read(output).contains("Left up until Ctrl-C") || !killed.isAlive(),
        () -> read(output));
    killed.destroyForcibly();
    Eventually.holds("its death", () -> !killed.isAlive());
    assertEquals(5, namespacesOf(killed).size(), () -> read(output));

    Path nextOutput = folder.resolve("next");
    Process next = start(nextOutput, "--with", "wireguard-go");
    assertEnds(next, nextOutput);
    assertEquals(List.of(), namespacesOf(killed));
    assertEquals(List.of(), namespacesOf(next));
  }

  private static Process start(Path output, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProjectClasses.ROOT.resolve("dev").toString());
    command.add("demo");
    command.addAll(List.of(options));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  private static void assertEnds(Process demo, Path output) {
    Eventually.holds(
        "the end of the demo", THREE_MINUTES, () -> !demo.isAlive(), () -> read(output));
    assertEquals(0, demo.exitValue(), () -> read(output));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> namespacesOf(Process demo) {
    return Command.run(List.of("ip", "netns", "list"))
        .lines()
        .filter(line -> line.startsWith("omni-demo-" + demo.pid() + "-"))
        .toList();
  }
}
