package io.omniedge.cli.member;

import io.omniedge.gateway.agent.configuration.Components;
import io.omniedge.protocol.config.ComponentSettings;
import io.omniedge.protocol.config.DesiredConfiguration;
import io.omniedge.protocol.config.ReportedConfiguration.PropertyError;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A server has nothing for the manager to configure: whatever is wanted is refused with words. */
final class NoComponents implements Components {
  private static final String REASON = "this member is no gateway: it has no components";

  @Override
  public SortedMap<String, ComponentSettings> current() {
    return new TreeMap<>();
  }

  @Override
  public JsonObject forms() {
    return JsonObject.EMPTY;
  }

  @Override
  public List<PropertyError> check(DesiredConfiguration wanted) {
    List<PropertyError> errors = new ArrayList<>();
    wanted.components().keySet().forEach(pid -> errors.add(new PropertyError(pid, "", REASON)));
    wanted.deleted().forEach(pid -> errors.add(new PropertyError(pid, "", REASON)));
    return errors;
  }

  @Override
  public long snapshot() {
    return 0;
  }

  @Override
  public long newestSnapshot() {
    return 0;
  }

  /** Only a wish for nothing passes the check. */
  @Override
  public void apply(DesiredConfiguration wanted) {}

  @Override
  public void rollback(long snapshot) {}

  @Override
  public List<PropertyError> complaints(Set<String> pids) {
    return List.of();
  }

  @Override
  public JsonObject digests(JsonObject names) {
    TreeMap<String, JsonValue> digests = new TreeMap<>();
    names
        .members()
        .forEach(
            (pid, properties) -> {
              TreeMap<String, JsonValue> none = new TreeMap<>();
              if (properties instanceof JsonObject object) {
                object.members().keySet().forEach(name -> none.put(name, new JsonString("")));
              }
              digests.put(pid, new JsonObject(none));
            });
    return new JsonObject(digests);
  }
}
