package io.omniedge.manager.configuration;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.config.ComponentSettings;
import io.omniedge.protocol.config.ReportedConfiguration;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is wanted of the components of a device. It names only what somebody wanted: all else stays
 * as it is there.
 *
 * @param components by PID
 * @param deleted instances of factories that are not to be there
 */
record Wish(SortedMap<String, ComponentSettings> components, List<String> deleted) {
  static final Wish NOTHING = new Wish(new TreeMap<>(), List.of());

  private static final int MAX_COMPONENTS = 1_000;
  private static final int MAX_PID = 255;

  Wish {
    components = Collections.unmodifiableSortedMap(new TreeMap<>(components));
    deleted = List.copyOf(deleted);
  }

  /** Only what we know of, in its shape; else a device would refuse all of it. */
  static Wish read(Fields fields) throws ProtocolException {
    SortedMap<String, ComponentSettings> components =
        fields.map("components", MAX_COMPONENTS, ComponentSettings::read);
    for (String pid : components.keySet()) {
      if (pid.isEmpty() || pid.length() > MAX_PID) {
        throw fields.wrong("components", pid, "a PID has 1 to " + MAX_PID + " characters");
      }
    }
    return new Wish(components, fields.texts("deleted", MAX_COMPONENTS, MAX_PID, pid -> pid));
  }

  JsonObject toJson() {
    TreeMap<String, JsonValue> shown = new TreeMap<>();
    components.forEach((pid, component) -> shown.put(pid, component.toJson()));
    return JsonObject.builder()
        .put("components", new JsonObject(shown))
        .put("deleted", deleted)
        .build();
  }

  private Optional<JsonValue> find(String pid, String property) {
    return Optional.ofNullable(components.get(pid)).flatMap(c -> c.properties().find(property));
  }

  /** What becomes of a value. */
  @FunctionalInterface
  interface Change {
    JsonValue of(String pid, Optional<String> factory, String property, JsonValue value);
  }

  private Wish with(Change change) {
    TreeMap<String, ComponentSettings> changed = new TreeMap<>();
    components.forEach(
        (pid, component) -> {
          TreeMap<String, JsonValue> properties = new TreeMap<>();
          component
              .properties()
              .members()
              .forEach(
                  (name, value) ->
                      properties.put(name, change.of(pid, component.factory(), name, value)));
          changed.put(pid, new ComponentSettings(component.factory(), new JsonObject(properties)));
        });
    return new Wish(changed, deleted);
  }

  /** As people may see it. */
  Wish hiding(Secrets secrets) {
    return with(
        (pid, factory, property, value) ->
            secrets.contains(pid, factory, property) ? Secrets.hidden(value) : value);
  }

  /** Who saw only that there is a password, and sends that back, keeps the password. */
  Wish keepingSecretsOf(Wish stored) {
    return with(
        (pid, factory, property, value) ->
            Secrets.isHidden(value)
                ? stored
                    .find(pid, property)
                    .filter(known -> Secrets.hidden(known).equals(value))
                    .orElse(value)
                : value);
  }

  /**
   * What was so on the device and nobody had wanted, of all that this wish changes: without it
   * there would be nothing to go back to. Passwords are not in it, nobody tells them.
   *
   * @param last the wish before this one
   * @param reported by the device
   * @param isOverridden whether somebody changed the device by hand after the last wish
   * @return the last wish with that; nothing if it is all known
   */
  Optional<Wish> before(Wish last, ReportedConfiguration reported, boolean isOverridden) {
    Map<String, ComponentSettings> there = reported.components();
    Values values = new Values();
    TreeSet<String> absent = new TreeSet<>();
    components.forEach(
        (pid, component) -> {
          ComponentSettings now = there.get(pid);
          if (now != null) {
            component
                .properties()
                .members()
                .forEach(
                    (name, value) -> {
                      Optional<JsonValue> wanted = last.find(pid, name);
                      boolean isKnown =
                          isOverridden ? wanted.equals(Optional.of(value)) : wanted.isPresent();
                      if (!isKnown) {
                        values.add(pid, now, List.of(name));
                      }
                    });
          } else if (component.factory().isPresent() && !last.components.containsKey(pid)) {
            absent.add(pid);
          }
        });
    for (String pid : deleted) {
      ComponentSettings now = there.get(pid);
      if (now != null && !last.deleted.contains(pid)) {
        values.add(pid, now, now.properties().members().keySet());
      }
    }
    if (values.isEmpty() && absent.isEmpty()) {
      return Optional.empty();
    }
    last.components.forEach(values::addMissing);
    absent.addAll(last.deleted);
    absent.removeAll(values.pids());
    return Optional.of(new Wish(values.components(), List.copyOf(absent)));
  }

  /**
   * This wish, from long ago, with what later ones changed besides.
   *
   * @param befores what was so before them, from older to newer
   */
  Wish undoing(List<Wish> befores) {
    Values values = new Values();
    components.forEach(values::addMissing);
    TreeSet<String> absent = new TreeSet<>(deleted);
    for (Wish before : befores) {
      before.components.forEach(
          (pid, component) -> {
            if (!absent.contains(pid)) {
              values.addMissing(pid, component);
            }
          });
      before.deleted.stream().filter(pid -> !values.pids().contains(pid)).forEach(absent::add);
    }
    return new Wish(values.components(), List.copyOf(absent));
  }

  /** Without deleting what is not there: the device would refuse all of it. */
  Wish deletingOnly(Collection<String> there) {
    return new Wish(components, deleted.stream().filter(there::contains).toList());
  }

  /** Values by component, as they are gathered. */
  private static final class Values {
    private final Map<String, Optional<String>> factories = new HashMap<>();
    private final TreeMap<String, Map<String, JsonValue>> properties = new TreeMap<>();

    boolean isEmpty() {
      return properties.isEmpty();
    }

    Collection<String> pids() {
      return properties.keySet();
    }

    void add(String pid, ComponentSettings from, Collection<String> names) {
      for (String name : names) {
        from.properties()
            .find(name)
            .filter(value -> !Secrets.isHidden(value))
            .ifPresent(value -> of(pid, from).put(name, value));
      }
    }

    void addMissing(String pid, ComponentSettings component) {
      Map<String, JsonValue> known = of(pid, component);
      component.properties().members().forEach(known::putIfAbsent);
    }

    private Map<String, JsonValue> of(String pid, ComponentSettings component) {
      factories.putIfAbsent(pid, component.factory());
      return properties.computeIfAbsent(pid, _ -> new TreeMap<>());
    }

    SortedMap<String, ComponentSettings> components() {
      TreeMap<String, ComponentSettings> components = new TreeMap<>();
      properties.forEach(
          (pid, values) ->
              components.put(
                  pid,
                  new ComponentSettings(
                      factories.getOrDefault(pid, Optional.empty()), JsonObject.of(values))));
      return components;
    }
  }
}
