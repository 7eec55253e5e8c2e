package io.omniedge.gateway.console.form;

import io.omniedge.gateway.configuration.metatype.TypedText;
import io.omniedge.gateway.configuration.metatype.UpdateCheck;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.eclipse.kura.configuration.Password;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.OCD;
import org.eclipse.kura.configuration.metatype.Option;
import org.eclipse.kura.configuration.metatype.Scalar;
import org.jspecify.annotations.Nullable;

/**
 * A component's object class as a form, by Kura's conventions: an id that ends in {@code .target}
 * chooses a service, a description that ends in {@code |TextArea} asks for a large field.
 */
public final class Form {
  private static final String AREA = "|TextArea";
  private static final String TARGET = ".target";

  /** Form data says nothing of a box that is not checked; this says that there was one. */
  public static final String CLEAR = ".clear";

  /**
   * What somebody sent.
   *
   * @param fields as they sent them, with what is wrong
   * @param properties what is to be set, null for what is to be removed; complete only if nothing
   *     is wrong
   */
  public record Entered(List<Field> fields, Map<String, @Nullable Object> properties) {
    /** Whether nothing is wrong. */
    public boolean isRight() {
      return fields.stream().allMatch(field -> field.error().isEmpty());
    }
  }

  private final OCD objectClass;
  private final Function<String, List<String>> targets;

  /**
   * A form of this class.
   *
   * @param targets filters of the services that a reference of the component may be tied to, by the
   *     name of the reference
   */
  public Form(OCD objectClass, Function<String, List<String>> targets) {
    this.objectClass = objectClass;
    this.targets = targets;
  }

  /** The title without the word by which Kura chooses a picture, and without our own name. */
  public static String title(OCD objectClass) {
    String title =
        objectClass.getName().replaceFirst("^((VpnClient|CloudService) )?(OmniEdge )?", "");
    return title.isEmpty()
        ? objectClass.getId()
        : title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
  }

  /** The fields with these values. */
  public List<Field> show(Map<String, Object> values) {
    List<Field> fields = new ArrayList<>();
    for (AD attribute : objectClass.getAD()) {
      fields.add(field(attribute, values.get(attribute.getId())));
    }
    return fields;
  }

  private Field field(AD attribute, @Nullable Object value) {
    Field.Kind kind = kind(attribute);
    String text = value == null ? "" : text(value);
    return new Field(
        attribute.getId(),
        orId(attribute.getName(), attribute),
        description(attribute),
        kind,
        kind.isSecret() ? "" : text,
        choices(attribute, text),
        limits(attribute),
        attribute.isRequired(),
        isStored(value),
        "");
  }

  private static boolean isStored(@Nullable Object value) {
    return value instanceof Password[] several
        ? several.length > 0
        : value instanceof Password one && one.getPassword().length > 0;
  }

  private static String orId(@Nullable String name, AD attribute) {
    return name == null || name.isBlank() ? attribute.getId() : name;
  }

  private static Field.Kind kind(AD attribute) {
    boolean several = isSeveral(attribute);
    if (attribute.getType() == Scalar.PASSWORD) {
      return several ? Field.Kind.SECRET_LINES : Field.Kind.PASSWORD;
    }
    if (several) {
      return Field.Kind.LINES;
    }
    if (!attribute.getOption().isEmpty() || attribute.getId().endsWith(TARGET)) {
      return Field.Kind.CHOICE;
    }
    return switch (attribute.getType()) {
      case BOOLEAN -> Field.Kind.FLAG;
      case LONG, INTEGER, SHORT, BYTE -> Field.Kind.NUMBER;
      case STRING -> isArea(attribute) ? Field.Kind.AREA : Field.Kind.TEXT;
      default -> Field.Kind.TEXT;
    };
  }

  private static boolean isArea(AD attribute) {
    String description = attribute.getDescription();
    return description != null && description.endsWith(AREA);
  }

  private static String description(AD attribute) {
    String description = attribute.getDescription();
    if (description == null) {
      return "";
    }
    return isArea(attribute)
        ? description.substring(0, description.length() - AREA.length())
        : description;
  }

  private static String text(Object value) {
    if (!value.getClass().isArray()) {
      return value.toString();
    }
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < Array.getLength(value); i++) {
      lines.add(String.valueOf(Array.get(value, i)));
    }
    return String.join("\n", lines);
  }

  /** What is set is among them, also when it is no longer offered: saving must not change it. */
  private List<Field.Choice> choices(AD attribute, String present) {
    List<Field.Choice> choices = new ArrayList<>();
    for (Option option : attribute.getOption()) {
      choices.add(new Field.Choice(option.getValue(), option.getLabel()));
    }
    String id = attribute.getId();
    if (id.endsWith(TARGET)) {
      for (String filter : targets.apply(id.substring(0, id.length() - TARGET.length()))) {
        choices.add(new Field.Choice(filter, instance(filter)));
      }
    }
    boolean offered = choices.stream().anyMatch(choice -> choice.value().equals(present));
    if (kind(attribute) == Field.Kind.CHOICE && !offered) {
      choices.add(
          0,
          new Field.Choice(
              present, present.endsWith("=changeme)") ? "not chosen yet" : instance(present)));
    }
    return choices;
  }

  private static String instance(String filter) {
    String prefix = "(kura.service.pid=";
    return filter.startsWith(prefix) && filter.endsWith(")")
        ? filter.substring(prefix.length(), filter.length() - 1)
        : filter;
  }

  private static String limits(AD attribute) {
    String min = attribute.getMin();
    String max = attribute.getMax();
    boolean text = attribute.getType() == Scalar.STRING || attribute.getType() == Scalar.PASSWORD;
    if (text || min == null || max == null) {
      return "";
    }
    return min + " to " + max;
  }

  /**
   * Reads what a browser sent.
   *
   * @param sent the text of a field; null if it was not among them
   * @param before what was in force
   */
  public Entered read(Function<String, @Nullable String> sent, Map<String, Object> before) {
    List<Field> fields = new ArrayList<>();
    Map<String, @Nullable Object> properties = new HashMap<>();
    for (AD attribute : objectClass.getAD()) {
      String id = attribute.getId();
      Field shown = field(attribute, before.get(id));
      String text = sent.apply(id);
      if (shown.kind() == Field.Kind.FLAG) {
        properties.put(id, text != null);
        fields.add(shown.entered(String.valueOf(text != null), ""));
      } else if (shown.kind().isSecret() && (text == null || text.isEmpty())) {
        if (sent.apply(id + CLEAR) != null) {
          properties.put(id, isSeveral(attribute) ? new Password[0] : new Password(""));
        }
        fields.add(shown);
      } else if (text == null) {
        fields.add(shown);
      } else {
        fields.add(shown.entered(text, enter(attribute, trimmed(attribute, text), properties)));
      }
    }
    return new Entered(fields, properties);
  }

  /** As it is meant: a browser ends lines its own way, and only in a secret is space no mistake. */
  private static String trimmed(AD attribute, String text) {
    return switch (attribute.getType()) {
      case PASSWORD, CHAR -> text;
      default -> text.replace("\r\n", "\n").strip();
    };
  }

  /** Puts the value; what is wrong instead, or empty. */
  private static String enter(AD attribute, String text, Map<String, @Nullable Object> properties) {
    boolean string = attribute.getType() == Scalar.STRING;
    if (text.isEmpty()) {
      if (attribute.isRequired()) {
        return "This has to be filled in.";
      }
      properties.put(attribute.getId(), string && !isSeveral(attribute) ? "" : null);
      return "";
    }
    try {
      Object value =
          isSeveral(attribute)
              ? several(attribute, text)
              : TypedText.parse(attribute.getType(), text);
      String complaint = UpdateCheck.complaint(attribute, value);
      if (complaint != null) {
        return complaint;
      }
      properties.put(attribute.getId(), value);
      return "";
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static boolean isSeveral(AD attribute) {
    return Math.abs((long) attribute.getCardinality()) > 1;
  }

  private static Object several(AD attribute, String text) {
    List<String> lines =
        text.lines().map(line -> trimmed(attribute, line)).filter(line -> !line.isEmpty()).toList();
    Object array = Array.newInstance(TypedText.classOf(attribute.getType()), lines.size());
    for (int i = 0; i < lines.size(); i++) {
      Array.set(array, i, TypedText.parse(attribute.getType(), lines.get(i)));
    }
    return array;
  }
}
