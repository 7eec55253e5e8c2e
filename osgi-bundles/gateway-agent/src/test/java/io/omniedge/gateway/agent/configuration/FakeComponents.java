package io.omniedge.gateway.agent.configuration;

import io.omniedge.protocol.config.ComponentSettings;
import io.omniedge.protocol.config.DesiredConfiguration;
import io.omniedge.protocol.config.ReportedConfiguration.PropertyError;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** One component, "pump", whose property "port" must be below 100. */
public final class FakeComponents implements Components {
  /** Its only component. */
  public static final String PUMP = "pump";

  private final List<JsonObject> snapshots = new ArrayList<>();
  private JsonObject pump = JsonObject.builder().put("port", 1).build();

  /** What a change does to the world. */
  public Runnable onApply = () -> {};

  /** What going back does to it. */
  public Runnable onRollback = () -> {};

  /** Whether the process ends in the middle of a change. */
  public volatile boolean dies;

  /** What the pump says. */
  public volatile List<PropertyError> complaints = List.of();

  /** Somebody changes it on the gateway. */
  public synchronized void change(String name, long value) {
    pump = JsonObject.builder().put(name, value).build();
    snapshots.add(pump);
  }

  /** How it is configured. */
  public synchronized JsonObject pump() {
    return pump;
  }

  @Override
  public synchronized SortedMap<String, ComponentSettings> current() {
    return new TreeMap<>(Map.of(PUMP, new ComponentSettings(Optional.empty(), pump)));
  }

  @Override
  public JsonObject forms() {
    return JsonObject.builder().put(PUMP, JsonObject.EMPTY).build();
  }

  @Override
  public List<PropertyError> check(DesiredConfiguration wanted) {
    ComponentSettings settings = wanted.components().get(PUMP);
    boolean right =
        settings != null && settings.properties().toJson().matches("\\{\"port\":[0-9]{1,2}\\}");
    return right ? List.of() : List.of(new PropertyError(PUMP, "port", "it is not below 100"));
  }

  @Override
  public synchronized long snapshot() {
    snapshots.add(pump);
    return snapshots.size();
  }

  @Override
  public synchronized long newestSnapshot() {
    return snapshots.size();
  }

  @Override
  public void apply(DesiredConfiguration wanted) {
    if (dies) {
      throw new Killed();
    }
    synchronized (this) {
      ComponentSettings settings = wanted.components().get(PUMP);
      pump = settings == null ? pump : settings.properties();
      snapshots.add(pump);
    }
    onApply.run();
  }

  @Override
  public void rollback(long snapshot) {
    synchronized (this) {
      pump = snapshots.get((int) snapshot - 1);
      snapshots.add(pump);
    }
    onRollback.run();
  }

  @Override
  public List<PropertyError> complaints(Set<String> pids) {
    return complaints;
  }

  @Override
  public synchronized JsonObject digests(JsonObject names) {
    TreeMap<String, JsonValue> digests = new TreeMap<>();
    for (Map.Entry<String, JsonValue> pid : names.members().entrySet()) {
      TreeMap<String, JsonValue> of = new TreeMap<>();
      if (pid.getValue() instanceof JsonObject properties) {
        for (String name : properties.members().keySet()) {
          of.put(name, new JsonString("#" + pump.find(name).map(JsonValue::toJson).orElse("")));
        }
      }
      digests.put(pid.getKey(), new JsonObject(of));
    }
    return new JsonObject(digests);
  }

  /** The end of the process. */
  public static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
