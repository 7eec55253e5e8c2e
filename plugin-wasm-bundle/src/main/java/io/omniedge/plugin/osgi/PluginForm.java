package io.omniedge.plugin.osgi;

import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.plugin.host.PluginSettings;
import io.omniedge.plugin.pack.Capability;
import io.omniedge.plugin.pack.ConfigurationProperty;
import io.omniedge.plugin.pack.ConfigurationProperty.Kind;
import io.omniedge.plugin.pack.Manifest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.Icon;
import org.eclipse.kura.configuration.metatype.OCD;
import org.eclipse.kura.configuration.metatype.Option;
import org.eclipse.kura.configuration.metatype.Scalar;
import org.jspecify.annotations.Nullable;

/**
 * The form of a plugin: what an operator decides about every plugin, and the properties of its
 * manifest. Immutable.
 *
 * @param pid of its component
 */
record PluginForm(String pid, Manifest manifest) implements OCD {
  /** No identifier of a manifest has a dot, so these are nobody else's. */
  static final String ENABLED = "plugin.enabled";

  static final String GRANTS = "plugin.grants";

  /** Stands for all capabilities that are granted unless somebody decides. */
  private static final String USUAL = "*";

  private static final int MOST_GRANT_CHARS = 500;

  private record Attribute(
      String id,
      String name,
      String description,
      Scalar type,
      @Nullable String min,
      @Nullable String max,
      @Nullable String defaultText,
      boolean required,
      List<Option> options)
      implements AD {
    @Override
    public List<Option> getOption() {
      return options;
    }

    @Override
    public String getName() {
      return name;
    }

    @Override
    public String getDescription() {
      return description;
    }

    @Override
    public String getId() {
      return id;
    }

    @Override
    public Scalar getType() {
      return type;
    }

    @Override
    public int getCardinality() {
      return 0;
    }

    @Override
    public @Nullable String getMin() {
      return min;
    }

    @Override
    public @Nullable String getMax() {
      return max;
    }

    @Override
    public @Nullable String getDefault() {
      return defaultText;
    }

    @Override
    public boolean isRequired() {
      return required;
    }
  }

  private record Choice(String value) implements Option {
    @Override
    public String getLabel() {
      return value;
    }

    @Override
    public String getValue() {
      return value;
    }
  }

  @Override
  public List<AD> getAD() {
    List<AD> attributes = new ArrayList<>();
    attributes.add(
        new Attribute(
            ENABLED,
            "Enabled",
            "Off ends the plugin and keeps it with what it stored.",
            Scalar.BOOLEAN,
            null,
            null,
            "true",
            true,
            List.of()));
    attributes.add(
        new Attribute(
            GRANTS,
            "Granted capabilities",
            "What it may do, separated by commas; * is all it names but http-private. It requires "
                + names(manifest.required())
                + " and would like "
                + names(manifest.optional())
                + ".",
            Scalar.STRING,
            null,
            "" + MOST_GRANT_CHARS,
            USUAL,
            false,
            List.of()));
    manifest.configuration().forEach(property -> attributes.add(attribute(property)));
    return List.copyOf(attributes);
  }

  private static String names(Set<Capability> capabilities) {
    return capabilities.isEmpty()
        ? "nothing"
        : capabilities.stream().map(Capability::text).sorted().collect(Collectors.joining(", "));
  }

  private static Attribute attribute(ConfigurationProperty property) {
    return new Attribute(
        property.id(),
        property.title(),
        property.description(),
        type(property.kind()),
        property.min().orElse(null),
        property.max().orElse(null),
        property.initial().map(PluginForm::escaped).orElse(null),
        property.initial().isEmpty(),
        property.options().stream().<Option>map(Choice::new).toList());
  }

  /** A comma would begin another value. */
  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace(",", "\\,");
  }

  private static Scalar type(Kind kind) {
    return switch (kind) {
      case STRING -> Scalar.STRING;
      case INTEGER -> Scalar.LONG;
      case FLOAT -> Scalar.DOUBLE;
      case BOOLEAN -> Scalar.BOOLEAN;
      case PASSWORD -> Scalar.PASSWORD;
    };
  }

  @Override
  public List<Icon> getIcon() {
    return List.of();
  }

  @Override
  public String getName() {
    return "VpnClient OmniEdge plugin " + manifest.name();
  }

  @Override
  public String getDescription() {
    return manifest.id() + " " + manifest.version() + ", of type " + manifest.type().text() + ".";
  }

  @Override
  public String getId() {
    return pid;
  }

  /** Reads what was entered; what is wrong is added to the problems of the form. */
  PluginSettings read(FormProperties form, FormProperties.@Nullable Decryption decryption) {
    Map<String, String> values = new TreeMap<>();
    for (ConfigurationProperty property : manifest.configuration()) {
      if (property.kind() == Kind.PASSWORD) {
        char[] clear = form.password(property.id(), decryption);
        if (clear.length > 0) {
          values.put(property.id(), new String(clear));
        }
        Arrays.fill(clear, '\0');
      } else {
        Optional.ofNullable(form.textOrNull(property.id()))
            .ifPresent(value -> values.put(property.id(), value));
      }
    }
    PluginSettings settings = new PluginSettings(form.flag(ENABLED, true), grants(form), values);
    settings.problems(manifest).forEach(form::wrong);
    return settings;
  }

  private static Optional<Set<Capability>> grants(FormProperties form) {
    String text = form.text(GRANTS);
    if (text.equals(USUAL) || text.isEmpty()) {
      return Optional.empty();
    }
    EnumSet<Capability> granted = EnumSet.noneOf(Capability.class);
    for (String name : text.split(",", -1)) {
      try {
        if (name.strip().equals(USUAL)) {
          granted.addAll(EnumSet.complementOf(EnumSet.of(Capability.HTTP_PRIVATE)));
        } else if (!name.isBlank()) {
          granted.add(Capability.parse(name.strip()));
        }
      } catch (IllegalArgumentException e) {
        form.wrong(GRANTS, name.strip(), String.valueOf(e.getMessage()));
      }
    }
    return Optional.of(granted);
  }
}
