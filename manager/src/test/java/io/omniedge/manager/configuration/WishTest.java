package io.omniedge.manager.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.config.ComponentSettings;
import io.omniedge.protocol.config.ReportedConfiguration;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
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

  private static SortedMap<String, ComponentSettings> reported(String components)
      throws ProtocolException {
    return ReportedConfiguration.fromBytes(
            JsonObject.builder()
                .put("revision", 1)
                .put("outcome", "applied")
                .put("components", json(components))
                .build()
                .toBytes())
        .components();
  }

  private static Forms forms() throws ProtocolException {
    return Forms.of(
        json(
            "{'forms': {'f': {'attributes': [{'id': 'pin', 'type': 'password'},"
                + " {'id': 'tokenRate', 'type': 'integer'}]}, 'a': {'attributes': [{'id': 'mtu',"
                + " 'type': 'integer'}, {'id': 'name', 'type': 'string'}, {'id': 'pin', 'type':"
                + " 'password'}, {'id': 'speed', 'type': 'double'}, {'id': 'port', 'type': 'long',"
                + " 'required': true}]}}}"));
  }

  private static Secrets secrets() throws ProtocolException {
    return new Secrets(forms());
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
    Wish base = wish("{'a': {'properties': {'mtu': 1300}}}");
    Wish wanted =
        wish("{'a': {'properties': {'mtu': 1400, 'name': 'x', 'pin': 'p', 'unknown': 1}}}");
    SortedMap<String, ComponentSettings> there =
        reported("{'a': {'properties': {'mtu': 1300, 'name': 'old', 'pin': '***', 'more': 1}}}");
    assertEquals(
        Optional.of(wish("{'a': {'properties': {'name': 'old', 'pin': '***'}}}")),
        wanted.before(base, there, forms()));
    assertEquals(Optional.empty(), base.before(base, there, forms()));
    assertEquals(
        Optional.empty(), wish("{'a': {'properties': {'mtu': 9}}}").before(base, there, forms()));
  }

  @Test
  void remembersThatAPropertyWasNotSet() throws ProtocolException {
    Wish wanted = wish("{'a': {'properties': {'pin': 'p', 'speed': 1, 'port': 2}}}");
    SortedMap<String, ComponentSettings> there = reported("{'a': {'properties': {'mtu': 1300}}}");
    assertEquals(
        Optional.of(wish("{'a': {'properties': {'pin': null, 'speed': null}}}")),
        wanted.before(Wish.NOTHING, there, forms()));
    assertEquals(
        Optional.empty(),
        wanted.before(Wish.NOTHING, there, Forms.NONE),
        "who has no forms may not know what null is");
  }

  @Test
  void remembersByTheTypeOfTheFormWhatIsReportedAsText() throws ProtocolException {
    assertEquals(
        Optional.of(wish("{'a': {'properties': {'mtu': 1420, 'name': '7', 'port': 'many'}}}")),
        wish("{'a': {'properties': {'mtu': 1, 'name': '', 'port': 2}}}")
            .before(
                Wish.NOTHING,
                reported("{'a': {'properties': {'mtu': '1420', 'name': '7', 'port': 'many'}}}"),
                forms()));
  }

  @Test
  void leavesWhatSomebodyDidByHandToThem() throws ProtocolException {
    Wish standing =
        wish("{'a': {'properties': {'mtu': 1300, 'speed': 2, 'pin': 'p'}}, 'gone': {}}", "new");
    SortedMap<String, ComponentSettings> there =
        reported("{'a': {'properties': {'mtu': 1350, 'speed': 2, 'pin': '***'}}}");
    Wish left = standing.asLeftOn(there, secrets());
    assertEquals(wish("{'a': {'properties': {'speed': 2}}}", "new"), left);
    assertEquals(
        Optional.of(wish("{'a': {'properties': {'mtu': 1350}}}")),
        left.adding(wish("{'a': {'properties': {'mtu': 1400}}}")).before(left, there, forms()));
  }

  @Test
  void addsAChangeToWhatIsWanted() throws ProtocolException {
    Wish base =
        wish("{'a': {'properties': {'x': 1, 'y': 1}}, 'b': {'factory': 'f'}, 'c': {}}", "d", "e");
    assertEquals(
        wish(
            "{'a': {'properties': {'x': 2, 'y': 1, 'z': null}}, 'b': {'factory': 'f',"
                + " 'properties': {'p': 1}}, 'd': {'factory': 'f'}}",
            "c",
            "e"),
        base.adding(
            wish(
                "{'a': {'properties': {'x': 2, 'z': null}}, 'b': {'properties': {'p': 1}},"
                    + " 'd': {'factory': 'f'}}",
                "c")));
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
    SortedMap<String, ComponentSettings> there =
        reported("{'old': {'factory': 'f', 'properties': {'x': 1, 'pin': '***'}}}");
    Wish wanted = wish("{'new': {'factory': 'f', 'properties': {'x': 2}}}", "old");
    Wish before = wanted.before(Wish.NOTHING, there, forms()).orElseThrow();
    assertEquals(
        wish("{'old': {'factory': 'f', 'properties': {'x': 1, 'pin': '***'}}}", "new"), before);
    assertEquals(List.of(new Wish.Property("old", "pin")), before.unknownSecrets());
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
