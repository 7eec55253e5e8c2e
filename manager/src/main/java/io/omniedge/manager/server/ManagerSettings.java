package io.omniedge.manager.server;

import io.omniedge.manager.people.oidc.OpenIdSettings;
import io.omniedge.manager.report.ReportRetention;
import io.omniedge.manager.store.DatabaseSettings;
import io.omniedge.protocol.net.Names;
import java.io.IOException;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the operator configured.
 *
 * @param data folder of keys, database and broker
 * @param publicHosts names and addresses that devices reach us by; the first is told to them
 * @param httpListen where HTTPS listens
 * @param httpPublicPort what devices are told, if something in front of us has another port
 * @param mqttListen where the embedded broker listens
 * @param mqttPublicPort likewise
 * @param broker the external broker, if it is not the embedded one
 * @param database SQLite in the data folder, or PostgreSQL
 * @param openId sign-in services
 * @param reports how many are kept
 * @param webhooksToOwnMachine whether webhooks may reach servers beside the manager
 */
public record ManagerSettings(
    Path data,
    List<String> publicHosts,
    InetSocketAddress httpListen,
    int httpPublicPort,
    InetSocketAddress mqttListen,
    int mqttPublicPort,
    Optional<ExternalBroker> broker,
    DatabaseSettings database,
    List<OpenIdSettings> openId,
    ReportRetention.Limits reports,
    boolean webhooksToOwnMachine) {
  /** Every key of the file. */
  static final Set<String> KEYS =
      new TreeSet<>(
          Set.of(
              "data",
              "public.hosts",
              "http.listen",
              "http.public-port",
              "mqtt.listen",
              "mqtt.public-port",
              "broker",
              "broker.public",
              "broker.user",
              "broker.password-file",
              "broker.authority-file",
              "database",
              "database.user",
              "database.password-file",
              "reports.days",
              "reports.megabytes",
              "webhooks.to-own-machine"));

  /** Copies. */
  public ManagerSettings {
    publicHosts = List.copyOf(publicHosts);
    openId = List.copyOf(openId);
  }

  /** How browsers and programs reach us. */
  public URI publicUrl() {
    String host = publicHosts.getFirst();
    String shown = host.contains(":") ? "[" + host + "]" : host;
    return URI.create("https://" + shown + (httpPublicPort == 443 ? "" : ":" + httpPublicPort));
  }

  /**
   * Reads the file.
   *
   * @throws SettingsException naming key, value and reason
   */
  public static ManagerSettings read(Path file) throws IOException, SettingsException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IllegalArgumentException e) {
      throw new SettingsException(file.toString(), "", String.valueOf(e.getMessage()));
    }
    return of(properties);
  }

  /** From keys and values. */
  public static ManagerSettings of(Properties properties) throws IOException, SettingsException {
    for (String key : properties.stringPropertyNames()) {
      if (!KEYS.contains(key) && !OpenIdKeys.isOne(key)) {
        throw new SettingsException(
            key, "", "there is no such key; there are " + KEYS + " and " + OpenIdKeys.names());
      }
    }
    Values values = new Values(properties);
    Path data = Path.of(values.text("data", "/var/lib/omniedge-manager"));
    InetSocketAddress http = values.address("http.listen", "0.0.0.0:8443");
    InetSocketAddress mqtt = values.address("mqtt.listen", "0.0.0.0:8883");
    return new ManagerSettings(
        data,
        values.hosts("public.hosts"),
        http,
        values.port("http.public-port", http.getPort()),
        mqtt,
        values.port("mqtt.public-port", mqtt.getPort()),
        broker(values),
        database(values, data),
        OpenIdKeys.read(properties),
        new ReportRetention.Limits(
            values.number("reports.days", 1, 36_500, ReportRetention.Limits.DEFAULT.days()),
            1_000_000L
                * values.number(
                    "reports.megabytes",
                    1,
                    100_000_000,
                    (int) (ReportRetention.Limits.DEFAULT.bytes() / 1_000_000))),
        values.flag("webhooks.to-own-machine"));
  }

  private static DatabaseSettings database(Values values, Path data)
      throws IOException, SettingsException {
    String text = values.text("database", "sqlite");
    if (text.equals("sqlite")) {
      return DatabaseSettings.sqlite(data.resolve("manager.db"));
    }
    try {
      return DatabaseSettings.postgresql(
          text, values.optional("database.user"), values.secret("database.password-file"));
    } catch (IllegalArgumentException e) {
      throw new SettingsException("database", text, String.valueOf(e.getMessage()));
    }
  }

  private static Optional<ExternalBroker> broker(Values values)
      throws IOException, SettingsException {
    String text = values.text("broker", "embedded");
    if (text.equals("embedded")) {
      return Optional.empty();
    }
    boolean tls = text.startsWith("tls://");
    if (!tls && !text.startsWith("tcp://")) {
      throw new SettingsException(
          "broker", text, "it must be embedded, tls://host:port or tcp://host:port");
    }
    InetSocketAddress address = values.hostAndPort("broker", text.substring("tls://".length()));
    InetSocketAddress publicAddress =
        values.hostAndPort(
            "broker.public",
            values.text("broker.public", address.getHostString() + ":" + address.getPort()));
    return Optional.of(
        new ExternalBroker(
            address,
            tls,
            publicAddress,
            values.optional("broker.user"),
            values.secret("broker.password-file"),
            values.optional("broker.authority-file").map(Path::of)));
  }

  private record Values(Properties properties) {
    Optional<String> optional(String key) {
      return Optional.ofNullable(properties.getProperty(key))
          .map(String::strip)
          .filter(value -> !value.isEmpty());
    }

    String text(String key, String otherwise) {
      return optional(key).orElse(otherwise);
    }

    /** Secrets stand in files of their own, with the rights that they need. */
    Optional<String> secret(String key) throws IOException, SettingsException {
      Optional<String> file = optional(key);
      if (file.isEmpty()) {
        return Optional.empty();
      }
      if (!Files.isReadable(Path.of(file.get()))) {
        throw new SettingsException(key, file.get(), "it cannot be read");
      }
      return Optional.of(Files.readString(Path.of(file.get())).strip());
    }

    List<String> hosts(String key) throws SettingsException {
      List<String> hosts =
          Arrays.stream(text(key, "localhost").split(","))
              .map(String::strip)
              .filter(host -> !host.isEmpty())
              .toList();
      for (String host : hosts) {
        if (!Names.HOST_AND_PORT.matcher(host + ":1").matches() && !isIpv6(host)) {
          throw new SettingsException(key, host, "it must be a host name or an address");
        }
      }
      if (hosts.isEmpty()) {
        throw new SettingsException(key, "", "it must name one host at the least");
      }
      return hosts;
    }

    private static boolean isIpv6(String host) {
      return Names.HOST_AND_PORT.matcher("[" + host + "]:1").matches();
    }

    int port(String key, int otherwise) throws SettingsException {
      String text = text(key, Integer.toString(otherwise));
      if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65535) {
        throw new SettingsException(key, text, "it must be a port from 0 to 65535");
      }
      return Integer.parseInt(text);
    }

    boolean flag(String key) throws SettingsException {
      String text = text(key, "false");
      if (!text.equals("true") && !text.equals("false")) {
        throw new SettingsException(key, text, "it must be true or false");
      }
      return text.equals("true");
    }

    int number(String key, int min, int max, int otherwise) throws SettingsException {
      String text = text(key, Integer.toString(otherwise));
      if (!text.matches("[0-9]{1,9}")
          || Integer.parseInt(text) < min
          || Integer.parseInt(text) > max) {
        throw new SettingsException(key, text, "it must be a number from " + min + " to " + max);
      }
      return Integer.parseInt(text);
    }

    InetSocketAddress address(String key, String otherwise) throws SettingsException {
      return hostAndPort(key, text(key, otherwise));
    }

    InetSocketAddress hostAndPort(String key, String text) throws SettingsException {
      int colon = text.lastIndexOf(':');
      String port = text.substring(colon + 1);
      if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
        throw new SettingsException(key, text, "it must be host:port or [IPv6 address]:port");
      }
      String host = text.substring(0, colon);
      if (host.startsWith("[") && host.endsWith("]")) {
        host = host.substring(1, host.length() - 1);
      }
      return InetSocketAddress.createUnresolved(host, Integer.parseInt(port));
    }
  }
}
