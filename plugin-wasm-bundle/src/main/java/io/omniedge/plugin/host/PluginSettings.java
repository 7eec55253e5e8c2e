package io.omniedge.plugin.host;

import io.omniedge.plugin.pack.Capability;
import io.omniedge.plugin.pack.ConfigurationProperty;
import io.omniedge.plugin.pack.Manifest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an operator decides about a plugin. Immutable.
 *
 * @param isEnabled whether it is to run
 * @param grants capabilities it is given of those it names; nothing gives all but {@link
 *     Capability#HTTP_PRIVATE}
 * @param values of its form, those that were set; passwords in clear
 */
public record PluginSettings(
    boolean isEnabled, Optional<Set<Capability>> grants, Map<String, String> values) {
  /** As long as nobody decided anything. */
  public static final PluginSettings INITIAL = new PluginSettings(true, Optional.empty(), Map.of());

  /** Copies. */
  public PluginSettings {
    grants = grants.map(Set::copyOf);
    values = Map.copyOf(values);
  }

  /** Passwords are among them. */
  @Override
  public String toString() {
    return "enabled " + isEnabled + ", grants " + grants + ", values of " + values.keySet();
  }

  /** What is wrong with the values, one sentence each. */
  public List<String> problems(Manifest manifest) {
    List<String> problems = new ArrayList<>();
    Set<Capability> granted = granted(manifest);
    for (Capability capability : new TreeSet<>(manifest.required())) {
      if (!granted.contains(capability)) {
        problems.add("it requires " + capability.text() + ", which is not granted");
      }
    }
    for (ConfigurationProperty property : manifest.configuration()) {
      String value = values.get(property.id());
      boolean isSecret = property.kind() == ConfigurationProperty.Kind.PASSWORD;
      if (value == null && property.initial().isEmpty()) {
        problems.add(property.id() + ": it is required");
      } else if (value != null) {
        property
            .complaint(value)
            .ifPresent(
                why ->
                    problems.add(
                        property.id() + " \"" + (isSecret ? "***" : value) + "\": " + why));
      }
    }
    return problems;
  }

  Set<Capability> granted(Manifest manifest) {
    EnumSet<Capability> granted = EnumSet.noneOf(Capability.class);
    granted.addAll(manifest.required());
    granted.addAll(manifest.optional());
    if (grants.isPresent()) {
      granted.retainAll(grants.get());
    } else {
      granted.remove(Capability.HTTP_PRIVATE);
    }
    return granted;
  }

  /** All values, those nobody set too. */
  Map<String, String> complete(Manifest manifest) {
    Map<String, String> all = new TreeMap<>();
    for (ConfigurationProperty property : manifest.configuration()) {
      property.initial().ifPresent(value -> all.put(property.id(), value));
      String value = values.get(property.id());
      if (value != null) {
        all.put(property.id(), value);
      }
    }
    return all;
  }
}
