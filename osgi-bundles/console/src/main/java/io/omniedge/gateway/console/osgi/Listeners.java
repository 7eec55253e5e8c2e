package io.omniedge.gateway.console.osgi;

import io.omniedge.gateway.console.listen.Admission;
import io.omniedge.gateway.console.listen.Side;
import io.omniedge.gateway.console.session.SignInThrottle;
import io.omniedge.gateway.console.tls.GatewayCertificate;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/**
 * A TLS listener on each address, added to the web server while it runs, and taken away. The web
 * server itself listens on one address only, or on all: so there is one of these for each. One
 * thread at a time.
 */
final class Listeners {
  private static final Logger LOG = System.getLogger(Listeners.class.getName());

  private static final int BACKLOG = 50;

  /** A listener of an address. */
  private static final class Listener implements ConnectorFactory {
    private final InetAddress address;
    private final int port;
    private final Path keyStore;
    private final Doorkeeper doorkeeper;
    private volatile String failure;

    /**
     * @param failure why it failed the last time, so that a retry that fails too is not logged
     */
    Listener(InetAddress address, int port, Path keyStore, Doorkeeper doorkeeper, String failure) {
      this.address = address;
      this.port = port;
      this.keyStore = keyStore;
      this.doorkeeper = doorkeeper;
      this.failure = failure;
    }

    @Override
    public Connector createConnector(Server server) {
      SslContextFactory.Server tls = new SslContextFactory.Server();
      tls.setKeyStorePath(keyStore.toString());
      tls.setKeyStorePassword(GatewayCertificate.FILE_PASSWORD);
      tls.setIncludeProtocols("TLSv1.2", "TLSv1.3");
      // People come by addresses and by names the certificate cannot know.
      tls.setSniRequired(false);
      HttpConfiguration http = new HttpConfiguration();
      http.setSendServerVersion(false);
      http.addCustomizer(new SecureRequestCustomizer(false));
      ServerConnector connector =
          new ServerConnector(
              server,
              // A thread for each address and not two: there are few, and a VLAN is an address.
              0,
              1,
              new SslConnectionFactory(tls, HttpVersion.HTTP_1_1.asString()),
              new HttpConnectionFactory(http));
      connector.setHost(address.getHostAddress());
      connector.setPort(port);
      connector.setAcceptQueueSize(BACKLOG);
      connector.addBean(doorkeeper);
      connector.addEventListener(
          new LifeCycle.Listener() {
            @Override
            public void lifeCycleStarted(LifeCycle started) {
              failure = "";
              LOG.log(Level.INFO, "the web page is at {0}", url(address, port));
            }

            @Override
            public void lifeCycleFailure(LifeCycle failed, Throwable cause) {
              String reason = String.valueOf(cause.getMessage());
              if (!failure.equals(reason)) {
                LOG.log(Level.ERROR, "no web page at {0}: {1}", url(address, port), reason);
              }
              failure = reason;
            }
          });
      return connector;
    }
  }

  /** A listener and its being offered to the web server. */
  private record Offered(Listener listener, ServiceRegistration<ConnectorFactory> registration) {}

  private final BundleContext context;
  private final Map<String, Offered> listeners = new TreeMap<>();
  private volatile Collection<InetAddress> addresses = List.of();
  private final Doorkeeper doorkeeper =
      new Doorkeeper(
          new Admission(
              remote -> Side.isBehind(addresses, remote),
              remote -> SignInThrottle.key(GatewayCertificate.name(remote))));

  Listeners(BundleContext context) {
    this.context = context;
  }

  /** Listens on these addresses and no others; tries those again that failed. */
  synchronized void follow(Collection<InetAddress> present, int port, Path keyStore) {
    addresses = List.copyOf(present);
    List<String> wanted = new ArrayList<>();
    for (InetAddress address : addresses) {
      String key = url(address, port);
      wanted.add(key);
      Offered offered = listeners.get(key);
      String failure = offered == null ? "" : offered.listener.failure;
      if (offered != null && !failure.isEmpty()) {
        listeners.remove(key);
        offered.registration.unregister();
        offered = null;
      }
      if (offered == null) {
        Listener listener = new Listener(address, port, keyStore, doorkeeper, failure);
        listeners.put(
            key,
            new Offered(listener, context.registerService(ConnectorFactory.class, listener, null)));
      }
    }
    for (String key : List.copyOf(listeners.keySet())) {
      if (!wanted.contains(key)) {
        Offered gone = listeners.remove(key);
        if (gone != null) {
          gone.registration.unregister();
        }
      }
    }
  }

  /** A line for each address: where the page is, or why it is not. */
  synchronized List<String> describe() {
    List<String> lines = new ArrayList<>();
    listeners.forEach(
        (key, offered) ->
            lines.add(
                key
                    + (offered.listener.failure.isEmpty()
                        ? ""
                        : " not there: " + offered.listener.failure)));
    return lines;
  }

  static String url(InetAddress address, int port) {
    String text = GatewayCertificate.name(address);
    return "https://" + (text.indexOf(':') < 0 ? text : "[" + text + "]") + ":" + port + "/";
  }

  /** Listens nowhere. */
  void close() {
    follow(List.of(), 0, Path.of(""));
  }
}
