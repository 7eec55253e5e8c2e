package io.omniedge.manager.configuration;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.config.ComponentSettings;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonNull;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;

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
        fields.map("components", MAX_COMPONENTS, Wish::component);
    for (String pid : components.keySet()) {
      if (pid.isEmpty() || pid.length() > MAX_PID) {
        throw fields.wrong("components", pid, "a PID has 1 to " + MAX_PID + " characters");
      }
    }
    return new Wish(components, fields.texts("deleted", MAX_COMPONENTS, MAX_PID, pid -> pid));
  }

  /** Stricter than a device, which may be newer than we are: who mistypes a member is told so. */
  private static ComponentSettings component(Fields fields) throws ProtocolException {
    for (String name : fields.object().members().keySet()) {
      if (!name.equals("factory") && !name.equals("properties")) {
        throw fields.wrong(name, "", "there is no such member, but there are factory, properties");
      }
    }
    return ComponentSettings.read(fields);
  }

  /** Of some properties of one component. */
  static Wish of(String pid, JsonObject properties) {
    TreeMap<String, ComponentSettings> one = new TreeMap<>();
    one.put(pid, new ComponentSettings(Optional.empty(), properties));
    return new Wish(one, List.of());
  }

  /** Whether it names no property to set, no instance to make and none to delete. */
  boolean isEmpty() {
    return deleted.isEmpty()
        && components.values().stream()
            .allMatch(one -> one.factory().isEmpty() && one.properties().members().isEmpty());
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

  /** This wish and a change of it: what the change names is as it says, the rest stays. */
  Wish adding(Wish change) {
    TreeMap<String, ComponentSettings> all = new TreeMap<>(components);
    change.components.forEach((pid, changed) -> all.merge(pid, changed, Wish::adding));
    all.keySet().removeAll(change.deleted);
    TreeSet<String> absent = new TreeSet<>(deleted);
    absent.removeAll(change.components.keySet());
    absent.addAll(change.deleted);
    return new Wish(all, List.copyOf(absent));
  }

  private static ComponentSettings adding(ComponentSettings known, ComponentSettings changed) {
    TreeMap<String, JsonValue> properties = new TreeMap<>(known.properties().members());
    properties.putAll(changed.properties().members());
    return new ComponentSettings(changed.factory().or(known::factory), new JsonObject(properties));
  }

  /** With the factories of the instances that the device has: by them their forms are found. */
  Wish namingFactories(Map<String, ComponentSettings> there) {
    TreeMap<String, ComponentSettings> named = new TreeMap<>(components);
    named.replaceAll(
        (pid, component) -> {
          ComponentSettings now = there.get(pid);
          return now == null || component.factory().isPresent()
              ? component
              : new ComponentSettings(now.factory(), component.properties());
        });
    return new Wish(named, deleted);
  }

  /** Only the properties, and the components, that pass. */
  Wish only(BiPredicate<String, ComponentSettings> component, Passing passing) {
    TreeMap<String, ComponentSettings> kept = new TreeMap<>();
    components.forEach(
        (pid, settings) -> {
          if (component.test(pid, settings)) {
            TreeMap<String, JsonValue> properties = new TreeMap<>(settings.properties().members());
            properties
                .entrySet()
                .removeIf(
                    one -> !passing.test(pid, settings.factory(), one.getKey(), one.getValue()));
            kept.put(pid, new ComponentSettings(settings.factory(), new JsonObject(properties)));
          }
        });
    return new Wish(kept, deleted);
  }

  /** Whether a value is to be kept. */
  @FunctionalInterface
  interface Passing {
    boolean test(String pid, Optional<String> factory, String property, JsonValue value);
  }

  /**
   * What is left of this wish after somebody changed the device by hand: theirs was the later
   * change. Of passwords nobody knows whether they were changed.
   */
  Wish asLeftOn(Map<String, ComponentSettings> there, Secrets secrets) {
    return only(
        (pid, settings) -> there.containsKey(pid),
        (pid, factory, property, value) ->
            !secrets.contains(pid, factory, property)
                && Optional.ofNullable(there.get(pid))
                    .flatMap(now -> now.properties().find(property))
                    .or(() -> Optional.of(JsonNull.NULL))
                    .equals(Optional.of(value)));
  }

  /** A property by its component. */
  record Property(String pid, String name) {}

  /** Passwords in it of which is only known that they were set. */
  List<Property> unknownSecrets() {
    List<Property> unknown = new ArrayList<>();
    components.forEach(
        (pid, component) ->
            component
                .properties()
                .members()
                .forEach(
                    (name, value) -> {
                      if (Secrets.isHidden(value)) {
                        unknown.add(new Property(pid, name));
                      }
                    }));
    return unknown;
  }

  /** Whether it says what a property is to be, not only that it is to stay. */
  boolean sets(Property property) {
    return find(property.pid(), property.name())
        .filter(value -> !Secrets.isHidden(value))
        .isPresent();
  }

  /**
   * What was so on the device and nobody had wanted, of all that this wish changes: without it
   * there would be nothing to go back to. A property that was not set is null, a password is
   * hidden: nobody tells it.
   *
   * @param base what this wish was made of
   * @param there the components that the device reported
   * @param forms of its components
   * @return that alone; nothing if it is all known
   */
  Optional<Wish> before(Wish base, Map<String, ComponentSettings> there, Forms forms) {
    Values values = new Values();
    TreeSet<String> absent = new TreeSet<>();
    components.forEach(
        (pid, component) -> {
          ComponentSettings now = there.get(pid);
          if (now != null) {
            for (String name : component.properties().members().keySet()) {
              if (base.find(pid, name).isEmpty()) {
                Optional<Attribute> form = forms.find(pid, now.factory(), name);
                now.properties()
                    .find(name)
                    .map(value -> form.map(one -> one.typed(value)).orElse(value))
                    .or(() -> form.filter(one -> !one.isRequired()).map(_ -> JsonNull.NULL))
                    .ifPresent(value -> values.add(pid, now, name, value));
              }
            }
          } else if (component.factory().isPresent() && !base.components.containsKey(pid)) {
            absent.add(pid);
          }
        });
    for (String pid : deleted) {
      ComponentSettings now = there.get(pid);
      if (now != null && !base.deleted.contains(pid)) {
        values.add(pid, now);
        now.properties()
            .members()
            .forEach(
                (name, value) -> {
                  if (!Secrets.isHidden(value) || base.find(pid, name).isEmpty()) {
                    values.add(pid, now, name, value);
                  }
                });
      }
    }
    return values.isEmpty() && absent.isEmpty()
        ? Optional.empty()
        : Optional.of(new Wish(values.components(), List.copyOf(absent)));
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

    void add(String pid, ComponentSettings from) {
      Map<String, JsonValue> _ = of(pid, from);
    }

    void add(String pid, ComponentSettings from, String name, JsonValue value) {
      of(pid, from).put(name, value);
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
