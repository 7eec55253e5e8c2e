package io.omniedge.gateway.configuration.snapshot;

import io.omniedge.gateway.configuration.metatype.TypedText;
import java.lang.reflect.Array;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.kura.configuration.metatype.Scalar;
import org.jspecify.annotations.Nullable;

/** The text of a snapshot; the package's description says how it looks. */
final class SnapshotText {
  static final String FIRST_WORD = "omniedge-snapshot";
  private static final String FIRST_LINE = FIRST_WORD + " 1";
  private static final String LAST_LINE = "end";
  private static final String ARRAY = "[]";

  private SnapshotText() {}

  /**
   * The text of the configurations.
   *
   * @throws IllegalArgumentException if a value is of no type that can be stored
   */
  static String encode(Collection<StoredConfiguration> configurations) {
    StringBuilder text = new StringBuilder(FIRST_LINE).append('\n');
    for (StoredConfiguration configuration : configurations) {
      field(text.append("configuration"), configuration.pid());
      if (configuration.factoryPid() != null) {
        field(text, configuration.factoryPid());
      }
      text.append('\n');
      configuration.properties().forEach((name, value) -> property(text, name, value));
    }
    return text.append(LAST_LINE).append('\n').toString();
  }

  private static void property(StringBuilder text, String name, Object value) {
    boolean array = value.getClass().isArray();
    Class<?> valueClass = array ? value.getClass().componentType() : value.getClass();
    Scalar type = TypedText.typeOf(valueClass);
    if (type == null || type == Scalar.PASSWORD) {
      throw new IllegalArgumentException(name + " is of a type that cannot be stored");
    }
    field(text.append("property"), name);
    field(text, type.value() + (array ? ARRAY : ""));
    if (!array) {
      field(text, value.toString());
    }
    for (int i = 0; array && i < Array.getLength(value); i++) {
      field(text, Array.get(value, i).toString());
    }
    text.append('\n');
  }

  private static void field(StringBuilder text, String value) {
    text.append('\t');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '\t' -> text.append("\\t");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        default -> {
          if (Character.isISOControl(c) || Character.isSurrogate(c)) {
            text.append(String.format("\\u%04x", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
  }

  /**
   * The configurations in the text, by pid.
   *
   * @throws BrokenSnapshotException if the text is not whole; names the line, never a value
   */
  static SortedMap<String, StoredConfiguration> decode(String text) throws BrokenSnapshotException {
    List<String> lines = text.lines().toList();
    if (lines.isEmpty() || !lines.get(0).equals(FIRST_LINE)) {
      throw new BrokenSnapshotException("line 1 should be: " + FIRST_LINE);
    }
    if (!lines.get(lines.size() - 1).equals(LAST_LINE)) {
      throw new BrokenSnapshotException("the end is missing");
    }
    SortedMap<String, StoredConfiguration> configurations = new TreeMap<>();
    StoredConfiguration current = null;
    for (int i = 1; i < lines.size() - 1; i++) {
      try {
        List<String> fields = List.of(lines.get(i).split("\t", -1));
        current = line(fields, current);
        configurations.put(current.pid(), current);
      } catch (IllegalArgumentException e) {
        throw new BrokenSnapshotException("line " + (i + 1) + ": " + e.getMessage());
      }
    }
    return configurations;
  }

  private static StoredConfiguration line(
      List<String> fields, @Nullable StoredConfiguration current) {
    boolean starts = fields.get(0).equals("configuration");
    if (starts && (fields.size() == 2 || fields.size() == 3)) {
      String factoryPid = fields.size() == 3 ? plain(fields.get(2)) : null;
      return new StoredConfiguration(plain(fields.get(1)), factoryPid, Map.of());
    }
    if (fields.get(0).equals("property") && fields.size() >= 3 && current != null) {
      Map<String, Object> properties = new TreeMap<>(current.properties());
      properties.put(plain(fields.get(1)), value(fields.get(2), fields.subList(3, fields.size())));
      return current.with(properties);
    }
    throw new IllegalArgumentException("neither a configuration nor a property of one");
  }

  private static Object value(String typeName, List<String> texts) {
    boolean array = typeName.endsWith(ARRAY);
    Scalar type =
        Scalar.fromValue(
            array ? typeName.substring(0, typeName.length() - ARRAY.length()) : typeName);
    if (!array) {
      if (texts.size() != 1) {
        throw new IllegalArgumentException("should have one value");
      }
      return TypedText.parse(type, plain(texts.get(0)));
    }
    Object values = Array.newInstance(TypedText.classOf(type), texts.size());
    for (int i = 0; i < texts.size(); i++) {
      Array.set(values, i, TypedText.parse(type, plain(texts.get(i))));
    }
    return values;
  }

  private static String plain(String escaped) {
    StringBuilder text = new StringBuilder();
    int i = 0;
    while (i < escaped.length()) {
      char c = escaped.charAt(i);
      char kind = c == '\\' && i + 1 < escaped.length() ? escaped.charAt(i + 1) : ' ';
      i += c == '\\' ? 2 : 1;
      if (c != '\\') {
        text.append(c);
      } else if (kind == 'u') {
        text.append(unicode(escaped, i));
        i += 4;
      } else {
        text.append(unescaped(kind));
      }
    }
    return text.toString();
  }

  private static char unescaped(char kind) {
    return switch (kind) {
      case '\\' -> '\\';
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'r' -> '\r';
      default -> throw new IllegalArgumentException("an unknown escape");
    };
  }

  private static char unicode(String escaped, int start) {
    int code = 0;
    for (int i = start; i < start + 4; i++) {
      int digit = i < escaped.length() ? Character.digit(escaped.charAt(i), 16) : -1;
      if (digit < 0) {
        throw new IllegalArgumentException("an escape without four digits");
      }
      code = (code << 4) | digit;
    }
    return (char) code;
  }
}
