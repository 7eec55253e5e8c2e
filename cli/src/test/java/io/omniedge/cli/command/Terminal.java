package io.omniedge.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Runs commands as somebody with a home of their own, a clock that waits move, and a keyboard. */
final class Terminal {
  private final Map<String, String> environment = new HashMap<>();
  private final Path home;
  private boolean interactive;
  private String input = "";
  private Instant now = Instant.parse("2026-06-01T12:00:00Z");
  private Runnable whenWaiting = () -> {};

  /** What a command printed, and how it ended. */
  record Result(int status, String out, String err) {
    Result ok() {
      assertEquals(0, status, err);
      return this;
    }

    Result failed(int expected) {
      assertEquals(expected, status, out + err);
      assertFalse(err.isEmpty(), "nobody learns why");
      return this;
    }

    Result says(String text) {
      assertTrue(out.contains(text), () -> text + " is not in\n" + out + err);
      return this;
    }

    Result complains(String text) {
      assertTrue(err.contains(text), () -> text + " is not in\n" + err);
      return this;
    }

    /** Standard output as the one document it is to be. */
    JsonObject json() {
      return document(out);
    }

    /** The error document. */
    JsonObject error() {
      assertEquals("", out, "an error is no result");
      return View.object(document(err), "error");
    }

    private static JsonObject document(String text) {
      assertEquals(1, text.lines().count(), text);
      try {
        return JsonReader.readObject(text.strip().getBytes(StandardCharsets.UTF_8), 1 << 20);
      } catch (ProtocolException e) {
        throw new AssertionError(text, e);
      }
    }
  }

  Terminal(Path home) {
    this.home = home;
    environment.put("HOME", home.toString());
    environment.put("OMNIEDGE_STATE_DIR", home.resolve("state").toString());
    environment.put("OMNIEDGE_RUN_DIR", home.resolve("run").toString());
  }

  /** Signed in by a key in the environment. */
  Terminal at(FakeManager manager) {
    return with("OMNIEDGE_MANAGER", manager.url())
        .with("OMNIEDGE_CA", manager.authority())
        .with("OMNIEDGE_API_KEY", "key-1234567890");
  }

  Terminal with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Terminal without(String variable) {
    environment.remove(variable);
    return this;
  }

  /** Somebody sits there, and types this. */
  Terminal typing(String text) {
    interactive = true;
    input = text;
    return this;
  }

  /** Standard input is this. */
  Terminal reading(String text) {
    interactive = false;
    input = text;
    return this;
  }

  /** Happens whenever a command waits. */
  Terminal whenWaiting(Runnable happens) {
    whenWaiting = happens;
    return this;
  }

  Terminal later(long seconds) {
    now = now.plusSeconds(seconds);
    return this;
  }

  Path home() {
    return home;
  }

  Instant now() {
    return now;
  }

  Path profile() {
    return home.resolve(".config/omniedge/profile.json");
  }

  Result run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        Commands.run(
            new Surroundings(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.copyOf(environment),
                interactive,
                interactive,
                () -> now,
                seconds -> {
                  now = now.plusSeconds(seconds);
                  whenWaiting.run();
                }),
            args);
    return new Result(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
