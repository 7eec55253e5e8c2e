package io.omniedge.gateway.configuration;

import static io.omniedge.gateway.configuration.TestGateway.PUMP;
import static io.omniedge.gateway.configuration.TestGateway.VALVE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.Password;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordsTest {
  private static final String SECRET = "hunter2";

  @TempDir Path disk;
  private TestGateway gateway;

  @BeforeEach
  void start() throws IOException, KuraException {
    gateway = TestGateway.started(disk);
    gateway.service.updateConfiguration(PUMP, Map.of("secret", new Password(SECRET)));
  }

  @Test
  void aComponentGetsTheEncryptedString() throws Exception {
    String received = received();
    assertFalse(received.contains(SECRET));
    assertEquals(SECRET, new String(gateway.crypto.decryptAes(received.toCharArray())));
  }

  @Test
  void oneConfigurationShowsItInClearAndTheListDoesNot() throws Exception {
    assertEquals(SECRET, clear(gateway.property(PUMP, "secret")));
    gateway.service.track(FakeReference.of(PUMP, PUMP));
    assertEquals(received(), clear(listed()));
    long newest = gateway.snapshots.ids().last();
    ComponentConfiguration stored = gateway.service.getSnapshot(newest).get(0);
    assertEquals(
        received(),
        clear(Objects.requireNonNull(stored.getConfigurationProperties()).get("secret")));
  }

  @Test
  void anUnchangedPasswordKeepsItsTextSoThatItsComponentIsLeftInPeace() throws Exception {
    String before = received();
    gateway.service.updateConfiguration(PUMP, Map.of("secret", new Password(SECRET)));
    assertEquals(before, received());
    gateway.service.track(FakeReference.of(PUMP, PUMP));
    gateway.service.updateConfiguration(PUMP, Map.of("secret", Objects.requireNonNull(listed())));
    assertEquals(before, received());
    gateway.service.updateConfiguration(PUMP, Map.of("secret", new Password("another")));
    assertNotEquals(before, received());
    assertEquals("another", clear(gateway.property(PUMP, "secret")));
  }

  @Test
  void aStringForAPasswordIsEncryptedToo() throws Exception {
    gateway.service.updateConfiguration(PUMP, Map.of("secret", "letmein"));
    assertFalse(received().contains("letmein"));
    assertEquals("letmein", clear(gateway.property(PUMP, "secret")));
  }

  @Test
  void aPasswordTheMetatypeDoesNotKnowIsEncryptedToo() throws Exception {
    gateway.service.updateConfiguration(
        PUMP, Map.of("own", new Password(SECRET), "list", new Password[] {new Password(SECRET)}));
    String received = gateway.stored(PUMP, "own").toString();
    assertEquals(SECRET, new String(gateway.crypto.decryptAes(received.toCharArray())));
    String[] list = (String[]) gateway.stored(PUMP, "list");
    assertEquals(SECRET, new String(gateway.crypto.decryptAes(list[0].toCharArray())));
  }

  @Test
  void aDefaultPasswordIsEncryptedToo() throws Exception {
    gateway.service.createFactoryConfiguration(VALVE, "north", Map.of("address", 1L), true);
    Object received = gateway.stored("north", "pin");
    assertNotEquals("0000", received);
    assertEquals("0000", clear(gateway.property("north", "pin")));
  }

  @Test
  void anEmptyPasswordStaysEmpty() throws Exception {
    gateway.service.createFactoryConfiguration(
        VALVE, "north", Map.of("address", 1L, "pin", new Password("")), true);
    assertEquals("", gateway.stored("north", "pin"));
    assertEquals("", clear(gateway.property("north", "pin")));
  }

  @Test
  void whatCannotBeDecryptedIsTakenAsClearText() throws Exception {
    var configuration = gateway.admin.getConfiguration(PUMP);
    var properties = Objects.requireNonNull(configuration.getProperties());
    properties.put("secret", "by-hand");
    configuration.update(properties);
    assertEquals("by-hand", clear(gateway.property(PUMP, "secret")));
  }

  @Test
  void noExceptionLogOrViewRepeatsIt() throws Exception {
    KuraException tooShort =
        assertThrows(
            KuraException.class,
            () -> gateway.service.updateConfiguration(PUMP, Map.of("secret", new Password("h2!"))));
    assertTrue(tooShort.toString().contains("secret, (secret), less than 4"), "" + tooShort);
    assertFalse(tooShort.toString().contains("h2!"));
    KuraException text =
        assertThrows(
            KuraException.class,
            () -> gateway.service.updateConfiguration(PUMP, Map.of("secret", "h2!")));
    assertFalse(text.toString().contains("h2!"));
    assertFalse(gateway.configuration(PUMP).toString().contains(SECRET));
    assertFalse(gateway.properties(PUMP).toString().contains(SECRET));
    assertFalse(gateway.running().toString().contains(received()));
    assertFalse(gateway.log.text().contains(SECRET));
    assertFalse(Files.readString(gateway.newestSnapshot()).contains(SECRET));
  }

  private String received() throws IOException {
    return gateway.stored(PUMP, "secret").toString();
  }

  private @Nullable Object listed() throws KuraException {
    ComponentConfiguration first = gateway.service.getComponentConfigurations().get(0);
    return Objects.requireNonNull(first.getConfigurationProperties()).get("secret");
  }

  private static String clear(@Nullable Object password) {
    return new String(((Password) Objects.requireNonNull(password)).getPassword());
  }
}
