package io.omniedge.manager.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ManagerSettingsTest {
  @TempDir private Path folder;

  private static ManagerSettings of(String... keysAndValues) throws Exception {
    Properties properties = new Properties();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      properties.setProperty(keysAndValues[i], keysAndValues[i + 1]);
    }
    return ManagerSettings.of(properties);
  }

  private static String refusal(String key, String value) {
    return String.valueOf(assertThrows(SettingsException.class, () -> of(key, value)).getMessage());
  }

  @Test
  void defaultsAreThoseOfTheDocument() throws Exception {
    ManagerSettings settings = of();
    assertEquals(Path.of("/var/lib/omniedge-manager"), settings.data());
    assertEquals(8443, settings.httpPublicPort());
    assertEquals(8883, settings.mqttPublicPort());
    assertTrue(settings.broker().isEmpty() && settings.database().isSqlite());
    assertFalse(settings.webhooksToOwnMachine());
    assertTrue(of("webhooks.to-own-machine", "true").webhooksToOwnMachine());
  }

  @Test
  void everyKeyIsInTheDocument() throws Exception {
    String document = Files.readString(Path.of("../docs/manager.md"));
    for (String key : ManagerSettings.KEYS) {
      assertTrue(document.contains("`" + key + "`"), key);
    }
  }

  @Test
  void wrongValueIsNamedWithItsKeyAndReason() {
    assertTrue(refusal("http.listn", "x").startsWith("http.listn: there is no such key"));
    assertEquals(
        "http.listen = \"8443\": it must be host:port or [IPv6 address]:port",
        refusal("http.listen", "8443"));
    assertTrue(refusal("http.listen", "a:99999").contains("99999"));
    assertTrue(refusal("mqtt.public-port", "many").contains("0 to 65535"));
    assertTrue(refusal("public.hosts", "a b").contains("a b"));
    assertTrue(refusal("broker", "http://x:1").contains("tls://"));
    assertTrue(refusal("database", "jdbc:mysql://x").contains("jdbc:postgresql"));
    assertTrue(refusal("database", "oracle").contains("oracle"));
    assertTrue(refusal("webhooks.to-own-machine", "yes").contains("true or false"));
  }

  @Test
  void passwordStandsInAFileAndIsNotPrinted() throws Exception {
    Path file = folder.resolve("password");
    Files.writeString(file, "s3cret\n");
    ManagerSettings settings =
        of(
            "database",
            "jdbc:postgresql://db/omniedge",
            "database.user",
            "omniedge",
            "database.password-file",
            file.toString(),
            "broker",
            "tls://mqtt.example:8883",
            "broker.password-file",
            file.toString(),
            "public.hosts",
            "manager.example, 192.0.2.1,2001:db8::1");
    assertFalse(settings.toString().contains("s3cret"));
    assertEquals(List.of("manager.example", "192.0.2.1", "2001:db8::1"), settings.publicHosts());
    assertEquals("s3cret", settings.broker().orElseThrow().exposePassword().orElseThrow());
  }
}
