package io.omniedge.plugin.pack;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A property of a plugin's form.
 *
 * @param id as the plugin asks for it
 * @param kind of its values
 * @param title for people
 * @param description for people
 * @param initial its value until somebody sets it; nothing if somebody must
 * @param min the least number, or length
 * @param max the largest number, or length
 * @param options the only values; empty for any
 */
public record ConfigurationProperty(
    String id,
    Kind kind,
    String title,
    String description,
    Optional<String> initial,
    Optional<String> min,
    Optional<String> max,
    List<String> options) {
  private static final Pattern ID = Pattern.compile("[a-zA-Z][a-zA-Z0-9_-]{0,63}");

  /** What values a property has. */
  public enum Kind {
    STRING,
    INTEGER,
    FLOAT,
    BOOLEAN,
    PASSWORD;

    private static Kind parse(String text) {
      for (Kind kind : values()) {
        if (kind.text().equals(text)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("it is string, integer, float, boolean or password");
    }

    /** As manifests have it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    private void check(String value) {
      switch (this) {
        case INTEGER -> {
          long unused = Long.parseLong(value);
        }
        case FLOAT -> {
          // Double takes more than a number, as "1d", and BigDecimal more than a double holds.
          BigDecimal unused = new BigDecimal(value);
          if (!Double.isFinite(Double.parseDouble(value))) {
            throw new IllegalArgumentException("it must be finite");
          }
        }
        case BOOLEAN -> {
          if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException("it must be true or false");
          }
        }
        default -> {}
      }
    }
  }

  /** Copies. */
  public ConfigurationProperty {
    options = List.copyOf(options);
  }

  static ConfigurationProperty read(Fields fields) throws ProtocolException {
    String id = fields.text("id", ID);
    Kind kind = fields.parsed("type", 20, Kind::parse);
    ConfigurationProperty property =
        new ConfigurationProperty(
            id,
            kind,
            fields.optionalText("title", 80).orElse(id),
            fields.optionalText("description", 500).orElse(""),
            fields.optionalText("default", 1_000),
            fields.optionalText("min", 40),
            fields.optionalText("max", 40),
            fields.texts("options", 50, 80, option -> option));
    property.check(fields);
    return property;
  }

  /** What is wrong with a value of it, one sentence without the value; nothing if it is good. */
  public Optional<String> complaint(String value) {
    try {
      kind.check(value);
    } catch (IllegalArgumentException e) {
      return Optional.of("it is no " + kind.text());
    }
    if (!options.isEmpty() && !options.contains(value)) {
      return Optional.of("it is none of " + String.join(", ", options));
    }
    boolean isNumber = kind == Kind.INTEGER || kind == Kind.FLOAT;
    if (kind == Kind.BOOLEAN) {
      return Optional.empty();
    }
    BigDecimal size = isNumber ? new BigDecimal(value) : BigDecimal.valueOf(value.length());
    if (min.isPresent() && size.compareTo(new BigDecimal(min.get())) < 0) {
      return Optional.of("it is less than " + min.get());
    }
    if (max.isPresent() && size.compareTo(new BigDecimal(max.get())) > 0) {
      return Optional.of("it is more than " + max.get());
    }
    return Optional.empty();
  }

  private void check(Fields fields) throws ProtocolException {
    String place = "default";
    String value = initial.orElse("");
    try {
      initial.ifPresent(kind::check);
      boolean isNumber = kind == Kind.INTEGER || kind == Kind.FLOAT;
      place = "min";
      value = min.orElse("");
      min.ifPresent(isNumber ? kind::check : Kind.INTEGER::check);
      place = "max";
      value = max.orElse("");
      max.ifPresent(isNumber ? kind::check : Kind.INTEGER::check);
      place = "options";
      for (String option : options) {
        value = option;
        kind.check(option);
      }
    } catch (IllegalArgumentException e) {
      throw fields.wrong(place, value, "it is no " + kind.text());
    }
    if (min.isPresent()
        && max.isPresent()
        && new BigDecimal(min.get()).compareTo(new BigDecimal(max.get())) > 0) {
      throw fields.wrong("max", max.get(), "it is less than min, " + min.get());
    }
    Optional<String> complaint = initial.flatMap(this::complaint);
    if (complaint.isPresent()) {
      throw fields.wrong("default", initial.orElse(""), complaint.get());
    }
    if (kind == Kind.PASSWORD && initial.isPresent()) {
      throw fields.wrong("default", "***", "a password has none");
    }
  }
}
