package io.omniedge.itests.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.eclipse.kura.cloudconnection.request.RequestHandlerRegistry;
import org.eclipse.kura.configuration.ConfigurationService;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/**
 * Registers the cloud connection and does what {@link Cloud} says: a line of words in, separated by
 * tabs, and text out.
 */
public final class CloudBundle implements BundleActivator {
  private final CloudConnection connection = new CloudConnection();
  private @Nullable ServerSocketChannel server;
  private @Nullable BundleContext context;
  private @Nullable ServiceRegistration<?> publisher;

  @Override
  public void start(BundleContext started) throws IOException {
    context = started;
    started.registerService(RequestHandlerRegistry.class, connection, null);
    connect();
    ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server = listening;
    Path socket = Path.of(started.getProperty("io.omniedge.run"), Cloud.SOCKET);
    Files.deleteIfExists(socket); // of a process that was killed
    listening.bind(UnixDomainSocketAddress.of(socket));
    Thread thread = new Thread(() -> serve(listening), "cloud");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve(ServerSocketChannel listening) {
    while (true) {
      try (SocketChannel client = listening.accept()) {
        BufferedReader in =
            new BufferedReader(new InputStreamReader(Channels.newInputStream(client), UTF_8));
        String answer = obey(List.of(String.valueOf(in.readLine()).split("\t", -1)));
        Channels.newOutputStream(client).write(answer.getBytes(UTF_8));
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private String obey(List<String> words) {
    switch (words.get(0)) {
      case "break", "mend" -> connection.broken(words.get(0).equals("break"));
      case "disconnect" -> Objects.requireNonNull(publisher).unregister();
      case "connect" -> connect();
      default -> {
        return answer(words);
      }
    }
    return "";
  }

  private String answer(List<String> words) {
    return switch (words.get(0)) {
      case "published" -> connection.published();
      case "switch" -> enable(words.get(1), Boolean.parseBoolean(words.get(2)));
      default -> connection.request(words.get(0), words.get(1), words.subList(2, words.size()));
    };
  }

  @SuppressWarnings("JdkObsolete") // the OSGi API wants a Dictionary
  private void connect() {
    publisher =
        Objects.requireNonNull(context)
            .registerService(
                CloudPublisher.class,
                connection,
                new Hashtable<>(Map.of("kura.service.pid", Cloud.PUBLISHER)));
  }

  /** As a console does through Kura's own remote configuration. */
  private String enable(String pid, boolean enabled) {
    BundleContext here = Objects.requireNonNull(context);
    var reference = here.getServiceReference(ConfigurationService.class);
    try {
      here.getService(reference).updateConfiguration(pid, Map.of("enabled", enabled));
      return "";
    } catch (KuraException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Override
  public void stop(BundleContext stopped) throws IOException {
    Objects.requireNonNull(server).close();
  }
}
