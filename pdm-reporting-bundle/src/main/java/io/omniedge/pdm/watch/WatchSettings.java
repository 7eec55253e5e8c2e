package io.omniedge.pdm.watch;

import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.pdm.machine.MachineDefinition;
import io.omniedge.pdm.machine.MeasuringPoint;
import io.omniedge.pdm.recording.Channel;
import io.omniedge.pdm.recording.Recording;
import io.omniedge.protocol.ProtocolException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which machines are watched.
 *
 * @param machines empty for none
 * @param blockSeconds 0 for as long as 150 turns take
 * @param replay played in place of the sources that it has as channels
 */
public record WatchSettings(List<Machine> machines, int blockSeconds, Optional<Replay> replay) {
  /** A gateway with more points than this has another task. */
  static final int MOST_MACHINES = 64;

  static final int MOST_BLOCK_SECONDS = 160;

  private static final double TURNS = 150;

  /** Two windows of the spectrum that parts an order from its neighbour. */
  private static final double LEAST_BLOCK_SECONDS = 4;

  /**
   * A machine.
   *
   * @param sha256 of the text of its definition, hexadecimal
   */
  public record Machine(MachineDefinition definition, String sha256) {
    boolean hasSource(Recording recording) {
      return definition.points().stream()
          .map(MeasuringPoint::source)
          .anyMatch(source -> recording.channel(source).isPresent());
    }
  }

  /**
   * A recording that is played again and again.
   *
   * @param speed of its time; 1 for as fast as it was
   */
  public record Replay(Recording recording, int speed) {}

  /** Copies. */
  public WatchSettings {
    machines = List.copyOf(machines);
  }

  /** How long a block of a machine is. */
  double blockSeconds(MachineDefinition machine) {
    double turns = TURNS * 60 / machine.nominalRpm();
    return blockSeconds > 0
        ? blockSeconds
        : Math.max(LEAST_BLOCK_SECONDS, Math.min(MOST_BLOCK_SECONDS, turns));
  }

  /**
   * Reads and checks them; what is wrong stands in the form's problems.
   *
   * @param recordings the folder of what can be replayed
   */
  public static WatchSettings read(FormProperties form, Path recordings) {
    boolean isEnabled = form.flag("enabled", false);
    int blockSeconds = form.number("blockSeconds", 0, 0, MOST_BLOCK_SECONDS);
    int rateHz = form.number("replayRateHz", 0, 0, 10_000_000);
    int speed = form.number("replaySpeed", 1, 1, 1_000);
    List<Machine> machines = machines(form);
    String name = form.text("replay");
    Optional<Replay> replay =
        name.isEmpty() || !isEnabled
            ? Optional.empty()
            : recording(form, recordings, name, rateHz).map(of -> new Replay(of, speed));
    if (replay.isPresent()) {
      Recording recording = replay.get().recording();
      if (machines.stream().noneMatch(machine -> machine.hasSource(recording))) {
        List<String> channels = recording.channels().stream().map(Channel::name).toList();
        form.wrong("replay", name, "no machine has one of its channels " + channels + " as source");
      }
    }
    return new WatchSettings(isEnabled ? machines : List.of(), blockSeconds, replay);
  }

  private static List<Machine> machines(FormProperties form) {
    List<Machine> machines = new ArrayList<>();
    Set<String> assets = new HashSet<>();
    String[] lines = form.text("machines").split("\n", -1);
    int from = 0;
    int number = 0;
    for (int i = 0; i <= lines.length; i++) {
      if (i < lines.length && !lines[i].stripTrailing().equals("---")) {
        continue;
      }
      String text = String.join("\n", List.of(lines).subList(from, i));
      if (!text.isBlank()) {
        number++;
        // With empty lines in front the lines of its errors are those of the form.
        Optional<Machine> machine = machine(form, number, text, "\n".repeat(from) + text);
        if (machine.isPresent() && !assets.add(machine.get().definition.asset())) {
          form.wrong("machine " + number, machine.get().definition.asset(), "there is another one");
        } else {
          machine.ifPresent(machines::add);
        }
      }
      from = i + 1;
    }
    if (machines.size() > MOST_MACHINES) {
      form.wrong("machines: " + machines.size() + " are more than " + MOST_MACHINES);
    }
    return machines;
  }

  private static Optional<Machine> machine(
      FormProperties form, int number, String text, String atItsPlace) {
    try {
      return Optional.of(new Machine(MachineDefinition.read(atItsPlace), sha256(text)));
    } catch (ProtocolException e) {
      form.wrong("machine " + number + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<Recording> recording(
      FormProperties form, Path folder, String name, int rateHz) {
    Path file = folder.resolve(name).normalize();
    if (!file.startsWith(folder)) {
      form.wrong("replay", name, "it must be in the folder " + folder);
      return Optional.empty();
    }
    try (InputStream stream = Files.newInputStream(file)) {
      return Optional.of(Recording.read(name, stream, new Recording.Settings(rateHz, "g", 1)));
    } catch (IOException e) {
      form.wrong("replay", name, "it cannot be read: " + e);
    } catch (ProtocolException e) {
      form.wrong("replay", name, String.valueOf(e.getMessage()));
    }
    return Optional.empty();
  }

  private static String sha256(String text) {
    try {
      byte[] bytes = text.strip().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
