package io.omniedge.itests.osgi;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/**
 * A program of its own: a platform with our bundles on it, configured through the configuration
 * service as Kura's web page does, until it is told to end.
 *
 * <p>Usage: {@code PLATFORM FOLDER BUNDLE…}; the files {@code FOLDER/deploy/FACTORY-NAME.cfg} are
 * the configurations, the bundles come beside our own.
 */
final class PlatformProgram {
  private PlatformProgram() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[1]);
    List<Path> bundles = new ArrayList<>(Platform.gateway());
    for (int i = 2; i < args.length; i++) {
      bundles.add(Path.of(args[i]));
    }
    RunningPlatform running = RunningPlatform.start(Platform.valueOf(args[0]), folder, bundles);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(running)));
    Object service = running.service("org.eclipse.kura.configuration.ConfigurationService", null);
    for (Path file : files(folder.resolve("deploy"))) {
      String name = file.getFileName().toString();
      configure(service, name.substring(0, name.indexOf('-')), read(file));
    }
    System.out.println("platform ready");
    new CountDownLatch(1).await();
  }

  private static void close(RunningPlatform running) {
    try {
      running.close();
    } catch (IOException e) {
      System.err.println("the platform does not stop: " + e);
    }
  }

  private static void configure(Object service, String factory, Map<String, Object> properties) {
    RunningPlatform.call(
        service,
        "createFactoryConfiguration",
        new Class<?>[] {String.class, String.class, Map.class, boolean.class},
        factory,
        Objects.requireNonNull(properties.remove("kura.service.pid")),
        properties,
        true);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".cfg")).sorted().toList();
    }
  }

  /** Values of the type they look like, as a form sends them. */
  private static Map<String, Object> read(Path file) throws IOException {
    Properties texts = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      texts.load(in);
    }
    Map<String, Object> properties = new HashMap<>();
    for (String name : texts.stringPropertyNames()) {
      String text = texts.getProperty(name);
      if (text.matches("[0-9]{1,9}")) {
        properties.put(name, Integer.valueOf(text));
      } else if (!text.isEmpty()) {
        properties.put(name, text);
      }
    }
    return properties;
  }
}
