package io.omniedge.manager.broker;

import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import io.omniedge.manager.authority.Identity;
import io.omniedge.manager.authority.PrivateFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * HiveMQ CE in our own process. What it stores is a cache: the truth is in the database. It is
 * configured by a file, which is written anew at each start; its key store it looks at again every
 * ten seconds.
 */
public final class EmbeddedBroker implements Broker {
  private static final Logger LOG = System.getLogger(EmbeddedBroker.class.getName());

  /** A full map of 10,000 peers is the largest message. */
  private static final int MAX_PACKET_BYTES = 9 << 20;

  /** Unacknowledged messages of one client; with the default of 10 we would wait for ourselves. */
  private static final int RECEIVE_MAXIMUM = 200;

  /** Messages that wait for one device. What it misses it asks for again. */
  private static final int QUEUE = 1_000;

  private final EmbeddedHiveMQ hivemq;
  private final Path folder;
  private final char[] storePassword = Identity.randomPassword();
  private final String publicHost;
  private final int publicPort;
  private final LinkSettings link;
  private final CompletableFuture<Boolean> open = new CompletableFuture<>();

  private EmbeddedBroker(
      Path folder,
      InetSocketAddress listen,
      String publicHost,
      int publicPort,
      Identity identity,
      KeyStore authorities,
      Admission admission)
      throws IOException {
    this.folder = PrivateFile.folder(folder);
    this.publicHost = publicHost;
    int port = listen.getPort() == 0 ? freePort() : listen.getPort();
    this.publicPort = publicPort == 0 ? port : publicPort;
    String secret = new String(Identity.randomPassword());
    int managerPort = freePort();
    link =
        new LinkSettings(
            InetAddress.getLoopbackAddress().getHostAddress(),
            managerPort,
            Optional.empty(),
            Optional.of("manager"),
            Optional.of(secret),
            false);
    renew(identity);
    writeStore(authorities, folder.resolve("truststore.p12"));
    Path configuration = PrivateFile.folder(folder.resolve("conf"));
    PrivateFile.write(
        configuration.resolve("config.xml"),
        configuration(listen.getHostString(), port, managerPort).getBytes(StandardCharsets.UTF_8));
    EmbeddedExtension extension =
        EmbeddedExtension.builder()
            .withId("omniedge")
            .withName("OmniEdge")
            .withVersion("1")
            .withPriority(0)
            .withStartPriority(1000)
            .withExtensionMain(new Extension(new DeviceAuthenticator(admission, open, secret)))
            .build();
    hivemq =
        EmbeddedHiveMQ.builder()
            .withConfigurationFolder(configuration)
            .withDataFolder(PrivateFile.folder(folder.resolve("store-" + BrokerMemory.BUCKETS)))
            .withExtensionsFolder(PrivateFile.folder(folder.resolve("extensions")))
            .withEmbeddedExtension(extension)
            .withoutLoggingBootstrap()
            .build();
  }

  /**
   * Starts it.
   *
   * @param folder for what it stores
   * @param listen where devices connect; port 0 for any
   * @param publicPort what devices are told, 0 for where it listens
   * @param authorities whose certificates devices may have
   */
  public static EmbeddedBroker start(
      Path folder,
      InetSocketAddress listen,
      String publicHost,
      int publicPort,
      Identity identity,
      KeyStore authorities,
      Admission admission)
      throws IOException {
    EmbeddedBroker broker =
        new EmbeddedBroker(
            folder, listen, publicHost, publicPort, identity, authorities, admission);
    try {
      BrokerMemory.limit();
      broker.hivemq.start().get();
    } catch (ExecutionException e) {
      throw new IOException("the broker does not start: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the broker started", e);
    }
    return broker;
  }

  private record Extension(DeviceAuthenticator authenticator) implements ExtensionMain {
    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
      Services.securityRegistry().setAuthenticatorProvider(ignored -> authenticator);
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void writeStore(KeyStore store, Path file) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      store.store(bytes, storePassword);
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot write " + file, e);
    }
    PrivateFile.write(file, bytes.toByteArray());
  }

  /** Topic aliases are off because the gateways' client never recovers from a lost one. */
  private String configuration(String address, int port, int managerPort) {
    String password = new String(storePassword);
    return """
        <?xml version="1.0"?>
        <hivemq>
          <listeners>
            <tls-tcp-listener>
              <port>%d</port>
              <bind-address>%s</bind-address>
              <name>%s</name>
              <tls>
                <protocols><protocol>TLSv1.3</protocol></protocols>
                <keystore>
                  <path>%s</path>
                  <password>%s</password>
                  <private-key-password>%s</private-key-password>
                </keystore>
                <truststore><path>%s</path><password>%s</password></truststore>
                <client-authentication-mode>REQUIRED</client-authentication-mode>
                <handshake-timeout>30000</handshake-timeout>
              </tls>
            </tls-tcp-listener>
            <tcp-listener>
              <port>%d</port>
              <bind-address>%s</bind-address>
              <name>%s</name>
            </tcp-listener>
          </listeners>
          <mqtt>
            <queued-messages>
              <max-queue-size>%d</max-queue-size>
              <strategy>discard</strategy>
            </queued-messages>
            <topic-alias><enabled>false</enabled></topic-alias>
            <receive-maximum>
              <server-receive-maximum>%d</server-receive-maximum>
            </receive-maximum>
            <packets><max-packet-size>%d</max-packet-size></packets>
          </mqtt>
          <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
        </hivemq>
        """
        .formatted(
            port,
            xml(address),
            DeviceAuthenticator.DEVICES,
            xml(folder.resolve("keystore.p12")),
            password,
            password,
            xml(folder.resolve("truststore.p12")),
            password,
            managerPort,
            InetAddress.getLoopbackAddress().getHostAddress(),
            DeviceAuthenticator.MANAGER,
            QUEUE,
            RECEIVE_MAXIMUM,
            MAX_PACKET_BYTES);
  }

  private static String xml(Object value) {
    return value.toString().replace("&", "&amp;").replace("<", "&lt;");
  }

  @Override
  public LinkSettings link() {
    return link;
  }

  @Override
  public String publicHost() {
    return publicHost;
  }

  @Override
  public int publicPort() {
    return publicPort;
  }

  @Override
  public void open() {
    boolean _ = open.complete(true);
  }

  @Override
  public void cut(String device) {
    var _ =
        Services.clientService()
            .invalidateSession(device)
            .whenComplete(
                (had, failure) -> {
                  if (failure != null) {
                    LOG.log(Logger.Level.WARNING, "cannot end the session of " + device, failure);
                  }
                });
  }

  @Override
  public void renew(Identity identity) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      identity.writeKeyStore(bytes, storePassword);
      PrivateFile.write(folder.resolve("keystore.p12"), bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      hivemq.close();
    } catch (ExecutionException e) {
      LOG.log(Logger.Level.WARNING, "the broker did not stop cleanly", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
