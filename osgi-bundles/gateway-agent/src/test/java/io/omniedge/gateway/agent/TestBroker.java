package io.omniedge.gateway.agent;

import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** A HiveMQ as the manager has one: TLS with client certificates, and a door for the manager. */
final class TestBroker implements AutoCloseable {
  private final Path folder;
  final int port = freePort();
  final int managerPort = freePort();
  final Set<String> refused = ConcurrentHashMap.newKeySet();
  final AtomicInteger refusals = new AtomicInteger();
  private EmbeddedHiveMQ hivemq;

  TestBroker(Path folder, TestAuthority authority) throws IOException, GeneralSecurityException {
    this.folder = folder;
    Files.createDirectories(folder.resolve("conf"));
    Files.createDirectories(folder.resolve("data"));
    Files.createDirectories(folder.resolve("extensions"));
    TestAuthority.write(authority.server(), folder.resolve("keys"));
    TestAuthority.write(authority.trust(), folder.resolve("trust"));
    Files.writeString(
        folder.resolve("conf/config.xml"),
        """
        <hivemq>
          <listeners>
            <tls-tcp-listener>
              <port>%d</port><bind-address>127.0.0.1</bind-address>
              <tls>
                <protocols><protocol>TLSv1.3</protocol></protocols>
                <keystore><path>%s</path><password>%s</password>
                  <private-key-password>%s</private-key-password></keystore>
                <truststore><path>%s</path><password>%s</password></truststore>
                <client-authentication-mode>REQUIRED</client-authentication-mode>
              </tls>
            </tls-tcp-listener>
            <tcp-listener><port>%d</port><bind-address>127.0.0.1</bind-address></tcp-listener>
          </listeners>
          <mqtt><topic-alias><enabled>%s</enabled></topic-alias></mqtt>
          <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
        </hivemq>
        """
            .formatted(
                port,
                folder.resolve("keys"),
                TestAuthority.PASSWORD,
                TestAuthority.PASSWORD,
                folder.resolve("trust"),
                TestAuthority.PASSWORD,
                managerPort,
                // As somebody's own broker may have it, who did not read our documents.
                true));
    hivemq = start();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private EmbeddedHiveMQ start() {
    SimpleAuthenticator authenticator =
        (in, out) -> {
          if (refused.contains(in.getClientInformation().getClientId())) {
            refusals.incrementAndGet();
            out.failAuthentication(ConnackReasonCode.NOT_AUTHORIZED, "not any more");
          } else {
            out.authenticateSuccessfully();
          }
        };
    EmbeddedExtension extension =
        EmbeddedExtension.builder()
            .withId("test")
            .withName("test")
            .withVersion("1")
            .withPriority(0)
            .withStartPriority(1)
            .withExtensionMain(
                new ExtensionMain() {
                  @Override
                  public void extensionStart(ExtensionStartInput in, ExtensionStartOutput out) {
                    Services.securityRegistry().setAuthenticatorProvider(input -> authenticator);
                  }

                  @Override
                  public void extensionStop(ExtensionStopInput in, ExtensionStopOutput out) {}
                })
            .build();
    EmbeddedHiveMQ made =
        EmbeddedHiveMQ.builder()
            .withConfigurationFolder(folder.resolve("conf"))
            .withDataFolder(folder.resolve("data"))
            .withExtensionsFolder(folder.resolve("extensions"))
            .withEmbeddedExtension(extension)
            .withoutLoggingBootstrap()
            .build();
    try {
      made.start().get();
      return made;
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError("the broker does not start", e);
    }
  }

  /** Ends a device's connection, and takes it no more. */
  void refuse(String device) {
    refused.add(device);
    try {
      Boolean unused = Services.clientService().disconnectClient(device).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  void restart() {
    close();
    hivemq = start();
  }

  @Override
  public void close() {
    try {
      hivemq.stop().get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError("the broker does not stop", e);
    }
  }
}
