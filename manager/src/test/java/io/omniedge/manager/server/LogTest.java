package io.omniedge.manager.server;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operator reads of who comes in, and of who does not. */
final class LogTest {
  private static final Logger OURS = Logger.getLogger("io.omniedge.manager");

  private final Lines lines = new Lines();
  private final RunningManager manager;

  private static final class Lines extends Handler {
    private final List<String> texts = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord record) {
      texts.add(record.getLevel() + " " + new SimpleFormatter().formatMessage(record));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  LogTest(@TempDir Path data) {
    manager = RunningManager.start(data.resolve("data"), new ManualClock());
  }

  @BeforeEach
  void listen() {
    OURS.addHandler(lines);
  }

  @AfterEach
  void stop() {
    OURS.removeHandler(lines);
    manager.close();
  }

  private void assertSaid(Level level, String... words) {
    assertTrue(
        lines.texts.stream()
            .filter(line -> line.startsWith(level + " "))
            .anyMatch(line -> List.of(words).stream().allMatch(line::contains)),
        () -> String.join("\n", lines.texts));
  }

  @Test
  void tellsOfEnrolmentsAndOfThoseRefused() {
    String key = manager.setupKey(manager.network("plants"), "");
    SimulatedDevice device = manager.device(key, "berlin").enrol();
    assertSaid(Level.INFO, device.id(), "berlin", "127.0.0.1", "pending");
    manager.device(key, "paris").tryToEnrol().expect(403);
    assertSaid(Level.WARNING, "setup-key-used-up", "127.0.0.1");
    String secret = key.replaceAll(".*key=|&.*", "");
    assertFalse(lines.texts.stream().anyMatch(line -> line.contains(secret)));
  }

  @Test
  void tellsOfSignInsThatFailAndOfNoPassword() {
    Api browser = manager.owner.as("");
    browser.submitHere("/sign-in", "name=my-PASSWORD&password=my-PASSWORD").expect(422);
    assertSaid(Level.WARNING, "sign-in by password refused", "unknown user name", "127.0.0.1");
    assertFalse(lines.texts.stream().anyMatch(line -> line.contains("PASSWORD")));
  }
}
