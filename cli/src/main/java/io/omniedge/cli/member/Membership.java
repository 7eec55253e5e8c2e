package io.omniedge.cli.member;

import io.omniedge.cli.output.ExitStatus;
import io.omniedge.cli.output.Failure;
import io.omniedge.gateway.configuration.storage.PrivateFile;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.enrol.SetupKey;
import io.omniedge.protocol.json.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What this machine keeps of being a member: how it wants to be one, and the agent's files. */
public final class Membership {
  private static final int MAX_BYTES = 64 << 10;

  private final Path state;

  /** In these places. */
  public Membership(Places places) {
    this.state = places.state();
  }

  /** How it is to be a member, if it was told. */
  public Optional<MemberSettings> settings() throws Failure {
    Path file = state.resolve("member.json");
    try {
      return Optional.of(
          MemberSettings.read(JsonReader.readObject(Files.readAllBytes(file), MAX_BYTES)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (ProtocolException e) {
      throw Failure.input(
          "member-damaged", file + " cannot be read: " + e.getMessage(), "join anew");
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Keeps the wish to join; the key is deleted once it was used. */
  public void store(MemberSettings settings, SetupKey key) throws Failure {
    try {
      PrivateFile.makeDirectory(state);
      PrivateFile.replace(setupKey(), key.exposeText().getBytes(StandardCharsets.UTF_8));
      PrivateFile.replace(state.resolve("member.json"), settings.toJson().toBytes());
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** A key that let nobody in. */
  public void forgetKey() throws Failure {
    try {
      Files.deleteIfExists(setupKey());
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Whether a key waits to be used. */
  public boolean hasKey() {
    return Files.exists(setupKey());
  }

  /** Deletes everything, keys among it. */
  public void forget() throws Failure {
    if (!Files.isDirectory(state)) {
      return;
    }
    try (Stream<Path> files = Files.walk(state)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  Path setupKey() {
    return state.resolve("setup-key");
  }

  private Failure failed(IOException e) {
    return Failure.of(
        ExitStatus.PERMISSION,
        "state",
        "cannot use " + state + ": " + e,
        "run it as root, or name other places with OMNIEDGE_STATE_DIR and OMNIEDGE_RUN_DIR");
  }
}
