package io.omniedge.gateway.agent.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.agent.AgentSettings;
import io.omniedge.gateway.api.form.FormProperties;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MembershipFormTest {
  private static final String KEY =
      "omniedge://manager.example/?key=abcdefghijklmnop&ca=" + "0".repeat(64);

  @Test
  void anEmptyFormWaitsForASetupKey() {
    FormProperties form = new FormProperties(Map.of());
    AgentSettings settings = MembershipForm.read(form, null, "Pump_House.example.com");
    assertEquals(List.of(), form.problems());
    assertTrue(settings.enabled());
    assertEquals(Optional.empty(), settings.setupKey());
    assertEquals("pump-house", settings.name());
    assertEquals("omnimesh0", settings.mesh().interfaceName());
  }

  @Test
  void aPasswordIsDecrypted() {
    FormProperties form = new FormProperties(Map.of("setupKey", "sealed"));
    AgentSettings settings = MembershipForm.read(form, stored -> KEY.toCharArray(), "gateway");
    assertEquals("manager.example", settings.setupKey().orElseThrow().host());
    assertFalse(settings.toString().contains("abcdefghijklmnop"), settings.toString());
  }

  @Test
  void everyWrongFieldIsNamedAndNoSecretIsRepeated() {
    FormProperties form =
        new FormProperties(
            Map.of(
                "setupKey", "omniedge://manager.example/?key=SECRETSECRETSECRET",
                "interfaceName", "a b",
                "listenPort", "70000",
                "name", "Ümlaut",
                "publicEndpoints", "gateway.example:1, here",
                "offeredRoutes", "192.168.7.1/24",
                "namesAddress", "localhost"));
    AgentSettings settings = MembershipForm.read(form, null, "gateway");
    assertEquals(7, form.problems().size(), form.problems().toString());
    assertFalse(form.problems().toString().contains("SECRETSECRET"), form.problems().toString());
    assertTrue(
        form.problems().toString().contains("the network is 192.168.7.0/24"),
        form.problems().toString());
    assertEquals(List.of("gateway.example:1"), settings.publicEndpoints());
  }
}
