package io.omniedge.gateway.agent.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.config.ComponentSettings;
import io.omniedge.protocol.config.DesiredConfiguration;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.kura.configuration.Password;
import org.junit.jupiter.api.Test;

class KuraComponentsTest {
  private final FakeService service = new FakeService();
  private final KuraComponents components =
      new KuraComponents(service, new byte[] {1, 2, 3}, pids -> List.of());

  private static DesiredConfiguration wish(
      String pid, Optional<String> factory, String properties, String... deleted) {
    JsonObject document;
    try {
      document = (JsonObject) JsonReader.read(properties);
    } catch (ProtocolException e) {
      throw new AssertionError(e);
    }
    return new DesiredConfiguration(
        "d-1",
        1,
        0,
        0,
        60,
        new TreeMap<>(Map.of(pid, new ComponentSettings(factory, document))),
        List.of(deleted));
  }

  private List<String> errors(DesiredConfiguration wish) throws Exception {
    return components.check(wish).stream()
        .map(error -> error.pid() + "." + error.property() + ": " + error.reason())
        .toList();
  }

  private Map<String, Object> running(String pid) {
    return Objects.requireNonNull(service.running.get(pid));
  }

  @Test
  void setsEveryTypeAsTheComponentTakesIt() throws Exception {
    DesiredConfiguration wish =
        wish(
            FakeService.PUMP,
            Optional.empty(),
            "{\"port\":80,\"label\":\"a\",\"on\":true,\"speed\":1.5,\"secret\":\"s\",\"lines\":[1,2]}");
    assertEquals(List.of(), components.check(wish));
    components.apply(wish);
    assertEquals(80, running("pump").get("port"));
    assertEquals(1.5, running("pump").get("speed"));
    assertEquals(true, running("pump").get("on"));
    assertTrue(running("pump").get("secret") instanceof Password);
    assertTrue(running("pump").get("lines") instanceof Long[]);
    assertEquals(1, components.newestSnapshot());
  }

  @Test
  void namesEveryPropertyThatIsWrongAndChangesNothing() throws Exception {
    List<String> told =
        errors(
            wish(
                FakeService.PUMP,
                Optional.empty(),
                "{\"port\":70000,\"label\":\"too long\",\"on\":\"yes\",\"speed\":{},\"lines\":[1.5],"
                    + "\"nothing\":1}"));
    assertEquals(6, told.size(), told.toString());
    assertTrue(told.toString().contains("pump.port: "), told.toString());
    assertTrue(told.toString().contains("pump.on: it must be true or false"), told.toString());
    assertTrue(
        told.toString().contains("pump.nothing: the component has no such property"),
        told.toString());
    assertEquals(1, running("pump").get("port"));
  }

  @Test
  void aPortOutsideOfItsTypeIsNoOverflow() throws Exception {
    assertEquals(
        List.of("pump.port: it must be a whole number of type Integer"),
        errors(wish(FakeService.PUMP, Optional.empty(), "{\"port\":4294967296}")));
  }

  @Test
  void starsLeaveAPasswordAlone() throws Exception {
    running("pump").put("secret", new Password("old"));
    components.apply(wish(FakeService.PUMP, Optional.empty(), "{\"secret\":\"***\",\"port\":2}"));
    Password kept = (Password) Objects.requireNonNull(running("pump").get("secret"));
    assertEquals("old", new String(kept.getPassword()));
    assertEquals(2, running("pump").get("port"));
  }

  @Test
  void nullTakesAPropertyAwayUnlessItIsRequired() throws Exception {
    running("pump").put("secret", new Password("old"));
    DesiredConfiguration wish =
        wish(FakeService.PUMP, Optional.empty(), "{\"secret\":null,\"speed\":null}");
    assertEquals(List.of(), components.check(wish));
    components.apply(wish);
    assertFalse(running("pump").containsKey("secret"));
    assertEquals(
        List.of("pump.port: it is required"),
        errors(wish(FakeService.PUMP, Optional.empty(), "{\"port\":null}")));
  }

  @Test
  void reportsWhatAFileSaysByTheTypesOfTheForm() throws Exception {
    running("pump").put("port", " 51820");
    running("pump").put("on", "true");
    running("pump").put("speed", "fast");
    running("pump").put("label", "12");
    running("pump").put("secret", "hunter22");
    assertEquals(
        JsonReader.read(
            "{\"port\":51820,\"on\":true,\"speed\":\"fast\",\"label\":\"12\",\"secret\":\"***\"}"),
        Objects.requireNonNull(components.current().get("pump")).properties());
  }

  @Test
  void noPasswordIsEverReportedOrCanBeReadFromADigest() throws Exception {
    running("pump").put("secret", new Password("hunter22"));
    String reported = components.current().toString();
    assertTrue(reported.contains("\"secret\":\"***\""), reported);
    assertFalse(reported.contains("hunter22"), reported);
    JsonObject names =
        (JsonObject) JsonReader.read("{\"pump\":{\"secret\":0,\"port\":0,\"label\":0}}");
    JsonObject digests = components.digests(names);
    assertFalse(digests.toJson().contains("hunter22"));
    assertTrue(digests.toJson().contains("\"label\":\"\""), digests.toJson());
    running("pump").put("secret", new Password("hunter23"));
    assertNotEquals(digests, components.digests(names));
  }

  @Test
  void makesAndDeletesInstances() throws Exception {
    DesiredConfiguration made = wish("north", Optional.of(FakeService.VALVE), "{\"port\":7}");
    assertEquals(List.of(), components.check(made));
    long before = components.snapshot();
    components.apply(made);
    assertEquals(7, running("north").get("port"));
    assertEquals(
        Optional.of(FakeService.VALVE),
        Objects.requireNonNull(components.current().get("north")).factory());
    DesiredConfiguration deleted = wish("pump", Optional.empty(), "{}", "north");
    assertEquals(List.of(), components.check(deleted));
    components.apply(deleted);
    assertFalse(service.running.containsKey("north"));
    components.rollback(before);
    assertEquals(List.of("pump"), List.copyOf(service.running.keySet()));
  }

  @Test
  void goesBackAlsoWhereAFileConfiguredTheComponent() throws Exception {
    running("pump").put(FakeService.FILE, "/deploy/pump.cfg");
    long before = components.snapshot();
    components.apply(wish(FakeService.PUMP, Optional.empty(), "{\"port\":2,\"label\":\"new\"}"));
    components.rollback(before);
    assertEquals(1, running("pump").get("port"));
    assertFalse(running("pump").containsKey("label"));
  }

  @Test
  void refusesWhatThereIsNot() throws Exception {
    assertEquals(1, errors(wish("north", Optional.of("no.factory"), "{\"port\":1}")).size());
    assertEquals(1, errors(wish("north", Optional.empty(), "{\"port\":1}")).size());
    assertEquals(
        List.of("north.port: it is required"),
        errors(wish("north", Optional.of(FakeService.VALVE), "{}")));
    assertEquals(
        List.of("pump.: it is not an instance of that factory"),
        errors(wish("pump", Optional.of(FakeService.VALVE), "{}")));
    assertEquals(
        List.of("pump.: there is no instance of that name to delete"),
        components
            .check(new DesiredConfiguration("d-1", 1, 0, 0, 60, new TreeMap<>(), List.of("pump")))
            .stream()
            .map(error -> error.pid() + "." + error.property() + ": " + error.reason())
            .toList());
  }

  @Test
  void theFormsSayWhatMayBeConfigured() throws Exception {
    String forms = components.forms().toJson();
    assertTrue(forms.startsWith("{\"forms\":{\"pump\":{\"attributes\":[{"), forms);
    assertTrue(
        forms.contains(
            "{\"cardinality\":0,\"id\":\"port\",\"max\":\"65535\",\"name\":\"port\","
                + "\"required\":true,\"type\":\"integer\"}"),
        forms);
    assertTrue(forms.contains("\"valve\":{"), forms);
  }
}
