package io.omniedge.cli.member;

import io.omniedge.cli.output.ExitStatus;
import io.omniedge.cli.output.Failure;
import io.omniedge.gateway.configuration.storage.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The daemon as a process of its own, in a session of its own: no terminal takes it along. */
public final class DaemonProcess {
  /** As bin/omniedge starts it in the foreground: small, and it gives memory back. */
  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms16m",
          "-Xmx64m",
          "-Xss256k",
          "-XX:-UsePerfData",
          "-XX:TrimNativeHeapInterval=1000",
          "--enable-native-access=ALL-UNNAMED");

  private static final int LOG_END_BYTES = 2_000;
  private static final long LOOK_MILLIS = 100;

  private final Places places;
  private final Process process;

  private DaemonProcess(Places places, Process process) {
    this.places = places;
    this.process = process;
  }

  /** Starts it. */
  public static DaemonProcess start(Places places) throws Failure {
    List<String> command = new ArrayList<>(List.of("setsid"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            "io.omniedge.cli.Main",
            "up",
            "--foreground"));
    try {
      PrivateFile.makeDirectory(places.state());
      if (!Files.exists(places.log())) {
        PrivateFile.create(places.log(), new byte[0]);
      }
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(ProcessBuilder.Redirect.appendTo(places.log().toFile()))
              .redirectError(ProcessBuilder.Redirect.appendTo(places.log().toFile()));
      Map<String, String> environment = builder.environment();
      environment.put("OMNIEDGE_STATE_DIR", places.state().toString());
      environment.put("OMNIEDGE_RUN_DIR", places.run().toString());
      environment.put("MALLOC_ARENA_MAX", "1");
      environment.remove("OMNIEDGE_API_KEY"); // it needs none, and /proc shows it
      environment.remove("OMNIEDGE_SETUP_KEY");
      return new DaemonProcess(places, builder.start());
    } catch (IOException e) {
      throw Failure.of(
          ExitStatus.GENERAL, "daemon", "the daemon cannot be started: " + e.getMessage(), "");
    }
  }

  /** Waits until it answers. */
  public void awaitReady(long seconds) throws Failure {
    LocalMember member = new LocalMember(places);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    try {
      while (!member.isReady()) {
        if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          throw died("the daemon ended at once");
        }
        if (System.nanoTime() - end > 0) {
          throw died("the daemon does not answer after " + seconds + " s");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.of(ExitStatus.GENERAL, "interrupted", "interrupted", "");
    }
  }

  private Failure died(String what) {
    String end = "";
    try {
      byte[] log = Files.readAllBytes(places.log());
      int from = Math.max(0, log.length - LOG_END_BYTES);
      List<String> lines =
          new String(log, from, log.length - from, StandardCharsets.UTF_8).lines().toList();
      end = lines.isEmpty() ? "" : ": " + lines.getLast();
    } catch (IOException e) {
      end = "";
    }
    return Failure.of(ExitStatus.GENERAL, "daemon", what + end, "its log is " + places.log());
  }
}
