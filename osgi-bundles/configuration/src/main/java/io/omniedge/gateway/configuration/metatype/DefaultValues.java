package io.omniedge.gateway.configuration.metatype;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.OCD;
import org.jspecify.annotations.Nullable;

/**
 * The values attributes have when nobody set them. As on Kura a default is split at commas even
 * when the attribute is one value, of which then only the first part is left: write {@code \,} for
 * a comma.
 */
public final class DefaultValues {
  private static final char ESCAPE = '\\';

  private DefaultValues() {}

  /**
   * By attribute; those without a default, or with an empty one, are absent. Passwords are in
   * clear.
   *
   * @throws IllegalArgumentException if a default is not of its type; names the attribute
   */
  public static Map<String, Object> of(OCD objectClass) {
    Map<String, Object> values = new TreeMap<>();
    for (AD attribute : objectClass.getAD()) {
      Object value = of(attribute);
      if (value != null) {
        values.put(attribute.getId(), value);
      }
    }
    return values;
  }

  private static @Nullable Object of(AD attribute) {
    String text = attribute.getDefault();
    if (text == null || text.isEmpty()) {
      return null;
    }
    List<String> parts = split(text);
    try {
      int limit = Attribute.arrayLimit(attribute);
      if (limit == 0) {
        return TypedText.parse(attribute.getType(), parts.get(0));
      }
      Object array =
          Array.newInstance(TypedText.classOf(attribute.getType()), Math.min(limit, parts.size()));
      for (int i = 0; i < Array.getLength(array); i++) {
        Array.set(array, i, TypedText.parse(attribute.getType(), parts.get(i)));
      }
      return array;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the default of " + attribute.getId() + ": " + e.getMessage(), e);
    }
  }

  /** At commas; a backslash takes the next character as it is; blanks around a part are dropped. */
  static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    int kept = 0; // up to the last character that is no blank, or was escaped
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ',') {
        parts.add(part.substring(0, kept));
        part.setLength(0);
        kept = 0;
      } else if (c == ESCAPE && i + 1 < text.length()) {
        i++;
        part.append(text.charAt(i));
        kept = part.length();
      } else if (!Character.isWhitespace(c)) {
        part.append(c);
        kept = part.length();
      } else if (!part.isEmpty()) {
        part.append(c);
      }
    }
    parts.add(part.substring(0, kept));
    return parts;
  }
}
