package io.omniedge.manager.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.config.ReportedConfiguration;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WishTest {
  private static JsonObject json(String text) throws ProtocolException {
    return JsonReader.readObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8), 1 << 16);
  }

  private static Wish wish(String components, String... deleted) throws ProtocolException {
    return Wish.read(
        Fields.of(
            JsonObject.builder()
                .put("components", json(components))
                .put("deleted", List.of(deleted))
                .build()));
  }

  private static ReportedConfiguration reported(String components) throws ProtocolException {
    return ReportedConfiguration.fromBytes(
        JsonObject.builder()
            .put("revision", 1)
            .put("outcome", "applied")
            .put("components", json(components))
            .build()
            .toBytes());
  }

  private static Secrets secrets() throws ProtocolException {
    return new Secrets(
        Optional.of(
            json(
                "{'forms': {'f': {'attributes': [{'id': 'pin', 'type': 'password'},"
                    + " {'id': 'tokenRate', 'type': 'integer'}]}}}")));
  }

  @Test
  void hidesWhatItsFormCallsAPassword() throws ProtocolException {
    Wish wish =
        wish(
            "{'a': {'factory': 'f', 'properties': {'pin': '1234', 'tokenRate': 5}},"
                + " 'f': {'properties': {'pin': ['1', '', '2']}}}");
    assertEquals(
        wish(
            "{'a': {'factory': 'f', 'properties': {'pin': '***', 'tokenRate': 5}},"
                + " 'f': {'properties': {'pin': ['***', '', '***']}}}"),
        wish.hiding(secrets()));
  }

  @Test
  void hidesWhatSoundsSecretWhereThereIsNoForm() throws ProtocolException {
    Wish wish =
        wish(
            "{'b': {'properties': {'brokerPassword': 'x', 'privateKey': 'y', 'publicKey': 'z',"
                + " 'passwordNeeded': false, 'pin': 'seen'}}}");
    assertEquals(
        wish(
            "{'b': {'properties': {'brokerPassword': '***', 'privateKey': '***', 'publicKey': 'z',"
                + " 'passwordNeeded': '***', 'pin': 'seen'}}}"),
        wish.hiding(secrets()));
  }

  @Test
  void keepsThePasswordOfWhoSendsBackWhatWasShown() throws ProtocolException {
    Wish stored = wish("{'f': {'properties': {'pin': ['1', '', '2'], 'tokenRate': 5}}, 'g': {}}");
    assertEquals(
        wish("{'f': {'properties': {'pin': ['1', '', '2'], 'tokenRate': 6}}}"),
        wish("{'f': {'properties': {'pin': ['***', '', '***'], 'tokenRate': 6}}}")
            .keepingSecretsOf(stored));
    Wish other = wish("{'f': {'properties': {'pin': ['3']}}, 'g': {'properties': {'pin': '***'}}}");
    assertEquals(other, other.keepingSecretsOf(stored));
  }

  @Test
  void remembersWhatNobodyHadWanted() throws ProtocolException {
    Wish last = wish("{'a': {'properties': {'mtu': 1300}}}");
    Wish wanted =
        wish("{'a': {'properties': {'mtu': 1400, 'name': 'x', 'pin': 'p', 'unknown': 1}}}");
    ReportedConfiguration there =
        reported("{'a': {'properties': {'mtu': 1300, 'name': 'old', 'pin': '***', 'more': 1}}}");
    assertEquals(
        Optional.of(wish("{'a': {'properties': {'mtu': 1300, 'name': 'old'}}}")),
        wanted.before(last, there, false));
    assertEquals(Optional.empty(), last.before(last, there, false));
    assertEquals(
        Optional.empty(), wish("{'a': {'properties': {'mtu': 9}}}").before(last, there, false));
  }

  @Test
  void remembersWhatSomebodyDidByHand() throws ProtocolException {
    Wish last = wish("{'a': {'properties': {'mtu': 1300, 'keep': true}}}");
    ReportedConfiguration there = reported("{'a': {'properties': {'mtu': 1350, 'keep': true}}}");
    Wish wanted = wish("{'a': {'properties': {'mtu': 1400, 'keep': true}}}");
    assertEquals(
        Optional.of(wish("{'a': {'properties': {'mtu': 1350, 'keep': true}}}")),
        wanted.before(last, there, true));
  }

  @Test
  void goesBackBehindTheFirstMentionOfAProperty() throws ProtocolException {
    Wish old = wish("{'a': {'properties': {'mtu': 1300}}}");
    List<Wish> befores =
        List.of(
            wish("{'a': {'properties': {'mtu': 1400, 'name': 'first'}}}"),
            wish("{'a': {'properties': {'name': 'second'}}, 'b': {'properties': {'c': 1}}}"));
    assertEquals(
        wish(
            "{'a': {'properties': {'mtu': 1300, 'name': 'first'}}, 'b': {'properties': {'c': 1}}}"),
        old.undoing(befores));
  }

  @Test
  void deletesAgainWhatWasMadeAndMakesAgainWhatWasDeleted() throws ProtocolException {
    ReportedConfiguration there =
        reported("{'old': {'factory': 'f', 'properties': {'x': 1, 'pin': '***'}}}");
    Wish wanted = wish("{'new': {'factory': 'f', 'properties': {'x': 2}}}", "old");
    Wish before = wanted.before(Wish.NOTHING, there, false).orElseThrow();
    assertEquals(wish("{'old': {'factory': 'f', 'properties': {'x': 1}}}", "new"), before);
    assertEquals(before, before.undoing(List.of()));
    assertEquals(before, Wish.NOTHING.undoing(List.of(before)));
    assertEquals(List.of(), before.deletingOnly(Set.of("old")).deleted());
    assertEquals(List.of("new"), before.deletingOnly(Set.of("new")).deleted());
  }

  @Test
  void nothingStandsForASecretButStars() throws ProtocolException {
    assertTrue(Secrets.isHidden(json("{'x': '***'}").find("x").orElseThrow()));
    assertTrue(Secrets.isHidden(json("{'x': ['', '***']}").find("x").orElseThrow()));
    assertFalse(Secrets.isHidden(json("{'x': '****'}").find("x").orElseThrow()));
    assertFalse(Secrets.isHidden(json("{'x': 3}").find("x").orElseThrow()));
  }
}
