package io.omniedge.itests.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.Host;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** The cloud at the other end of {@link CloudBundle}, which runs in the gateway's process. */
public final class Cloud {
  /** The name of the cloud publisher. */
  public static final String PUBLISHER = "cloud";

  static final String SOCKET = "cloud.socket";

  private final Path socket;

  /** The cloud of the gateway on this host. */
  public Cloud(Host host) {
    socket = host.runFolder().resolve(SOCKET);
  }

  /** Writes the bundle that has to be on the gateway; it belongs to no package of ours. */
  public static Path bundle(Path file) {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Bundle-ManifestVersion", "2");
    main.putValue("Bundle-SymbolicName", CloudBundle.class.getPackageName());
    main.putValue("Bundle-Activator", CloudBundle.class.getName());
    main.putValue(
        "Import-Package",
        "org.osgi.framework,org.eclipse.kura,org.eclipse.kura.configuration,"
            + "org.eclipse.kura.message,org.eclipse.kura.cloudconnection.listener,"
            + "org.eclipse.kura.cloudconnection.message,"
            + "org.eclipse.kura.cloudconnection.publisher,"
            + "org.eclipse.kura.cloudconnection.request");
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest);
        Stream<Path> classes = Files.list(folder())) {
      String prefix = CloudBundle.class.getPackageName().replace('.', '/') + "/";
      for (Path one : classes.sorted().toList()) {
        jar.putNextEntry(new JarEntry(prefix + one.getFileName()));
        Files.copy(one, jar);
        jar.closeEntry();
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder() {
    try {
      return Path.of(CloudBundle.class.getResource("").toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError("a class path entry is a valid URI", e);
    }
  }

  /** What OMNI-V1 answers: its metrics, a line each. */
  public String request(String method, String... resource) {
    List<String> words = new ArrayList<>(List.of("OMNI-V1", method));
    words.addAll(List.of(resource));
    return say(words.toArray(String[]::new));
  }

  /** All messages since the start, a line each. */
  public List<String> published() {
    return say("published").lines().toList();
  }

  /** Waits for a message after the first {@code known} ones that contains all these texts. */
  public void awaitMessage(int known, String... texts) {
    Eventually.holds(
        "a message with " + List.of(texts),
        Eventually.DEADLINE,
        () ->
            published().stream()
                .skip(known)
                .anyMatch(message -> Stream.of(texts).allMatch(message::contains)),
        () -> String.join("\n", published()));
  }

  /** The broker is away, or back: publishing throws. */
  public void broken(boolean now) {
    say(now ? "break" : "mend");
  }

  /** The publisher is taken away, or given again. */
  public void connected(boolean now) {
    say(now ? "connect" : "disconnect");
  }

  /** Changes the configuration of a tunnel, as Kura's remote configuration does. */
  public void enable(String tunnel, boolean enabled) {
    String refused = say("switch", tunnel, "" + enabled);
    if (!refused.isEmpty()) {
      throw new AssertionError(refused);
    }
  }

  private String say(String... words) {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      Channels.newOutputStream(channel).write((String.join("\t", words) + "\n").getBytes(UTF_8));
      return new String(Channels.newInputStream(channel).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
