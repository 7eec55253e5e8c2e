package io.omniedge.gateway.console.osgi;

import io.omniedge.gateway.console.tls.GatewayCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * The framework's web server, which waits for a configuration: TLS only, on the loopback address;
 * {@link Listeners} add the others. It is restarted when something here changes.
 */
final class WebServer {
  private static final String PID = "org.apache.felix.http";
  private static final String PORT = "org.osgi.service.http.port.secure";
  static final String HOST = "127.0.0.1";

  private final ConfigurationAdmin admin;

  WebServer(ConfigurationAdmin admin) {
    this.admin = admin;
  }

  /**
   * Starts it, or moves it, but not to a port that cannot be had: it would say so with a stack
   * trace, be gone, and with it the form to say otherwise, and never try again.
   *
   * @throws IOException saying why the port cannot be had; nothing is changed then
   */
  void open(int port, Path keyStore) throws IOException {
    if (port != configuredPort()) {
      new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    }
    configure(port, keyStore);
  }

  /** Of the last time too, if that ended with the power: the web server has it by itself then. */
  private int configuredPort() throws IOException {
    Dictionary<String, Object> settings = admin.getConfiguration(PID, "?").getProperties();
    return settings != null && settings.get(PORT) instanceof Integer port ? port : -1;
  }

  /** Starts it, or changes it if something is different. */
  @SuppressWarnings(
      "JdkObsolete") // ConfigurationAdmin takes a Dictionary, and this is the only one
  private void configure(int port, Path keyStore) throws IOException {
    Dictionary<String, Object> settings = new Hashtable<>();
    settings.put("org.apache.felix.http.enable", false);
    settings.put("org.apache.felix.https.enable", true);
    settings.put("org.apache.felix.http.host", HOST);
    settings.put(PORT, port);
    settings.put("org.apache.felix.https.keystore", keyStore.toString());
    settings.put("org.apache.felix.https.keystore.password", GatewayCertificate.FILE_PASSWORD);
    settings.put("org.apache.felix.https.keystore.key.password", GatewayCertificate.FILE_PASSWORD);
    settings.put("org.apache.felix.https.jetty.protocols.included", "TLSv1.2,TLSv1.3");
    settings.put("org.apache.felix.http.jetty.threadpool.max", 24);
    settings.put("org.apache.felix.http.jetty.acceptors", 1);
    settings.put("org.apache.felix.http.jetty.selectors", 1);
    settings.put("org.apache.felix.http.jetty.maxFormSize", 200_000);
    settings.put("org.apache.felix.http.jetty.sendServerHeader", false);
    // Its sessions are for the Web Console alone, which keeps nothing secret in them.
    settings.put("org.apache.felix.http.session.cookie.secure", true);
    settings.put("org.apache.felix.http.session.cookie.httpOnly", true);
    Configuration configuration = admin.getConfiguration(PID, "?");
    configuration.updateIfDifferent(settings);
  }

  /** Stops it. */
  void close() throws IOException {
    admin.getConfiguration(PID, "?").delete();
  }
}
