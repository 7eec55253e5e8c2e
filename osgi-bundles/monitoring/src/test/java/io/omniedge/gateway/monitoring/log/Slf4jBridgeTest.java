package io.omniedge.gateway.monitoring.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bridge with SLF4J and bindings as they are published, each in a world of its own. */
class Slf4jBridgeTest {
  private static final String FILE = "org.slf4j.simpleLogger.logFile";

  @TempDir private Path folder;

  /** The classes of this bundle, with these JARs only beside them. */
  private static URLClassLoader world(Path... jars) throws IOException {
    List<URL> urls = new ArrayList<>();
    urls.add(Path.of("target/classes").toUri().toURL());
    for (Path jar : jars) {
      urls.add(jar.toUri().toURL());
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  private static Path[] jars(String binding) throws IOException {
    try (Stream<Path> jars = Files.list(Path.of("target/slf4j").resolve(binding))) {
      return jars.toArray(Path[]::new);
    }
  }

  @SuppressWarnings("unchecked") // what the method says it returns
  private static Optional<Handler> bridge(ClassLoader world) throws ReflectiveOperationException {
    return (Optional<Handler>)
        world.loadClass(Slf4jBridge.class.getName()).getMethod("ifItLeadsElsewhere").invoke(null);
  }

  private String bridged(String binding) throws Exception {
    Path file = folder.resolve("kura.log");
    System.setProperty(FILE, file.toString());
    try (URLClassLoader world = world(jars(binding))) {
      Handler handler = bridge(world).orElseThrow();
      LogRecord record = new LogRecord(Level.WARNING, "{0} is lost");
      record.setLoggerName("io.omniedge.test.Peer");
      record.setParameters(new Object[] {"peer 1"});
      record.setThrown(new IOException("no route"));
      handler.publish(record);
      handler.publish(new LogRecord(Level.FINE, "too small for this log"));
      return Files.readString(file);
    } finally {
      System.clearProperty(FILE);
    }
  }

  @Test
  void givesRecordsToTheSlf4jOfKura5() throws Exception {
    String log = bridged("1.7-simple");
    assertTrue(log.contains("WARN io.omniedge.test.Peer - peer 1 is lost"), log);
    assertTrue(log.contains("java.io.IOException: no route"), log);
    assertTrue(!log.contains("too small"), log);
  }

  @Test
  void givesRecordsToANewSlf4j() throws Exception {
    String log = bridged("2.0-simple");
    assertTrue(log.contains("WARN io.omniedge.test.Peer - peer 1 is lost"), log);
  }

  @Test
  void staysAwayWhereSlf4jLeadsBackToJavaLogging() throws Exception {
    try (URLClassLoader world = world(jars("2.0-jdk14"))) {
      assertEquals(Optional.empty(), bridge(world));
    }
    try (URLClassLoader world = world(jars("1.7-jdk14"))) {
      assertEquals(Optional.empty(), bridge(world));
    }
  }

  @Test
  void staysAwayWhereNothingIsBoundOrThereIsNoSlf4j() throws Exception {
    Path api =
        Stream.of(jars("2.0-simple"))
            .filter(jar -> jar.getFileName().toString().startsWith("slf4j-api"))
            .findFirst()
            .orElseThrow();
    try (URLClassLoader world = world(api)) {
      assertEquals(Optional.empty(), bridge(world));
    }
    try (URLClassLoader world = world()) {
      assertEquals(Optional.empty(), bridge(world));
    }
  }
}
