package io.omniedge.pdm.intake;

import io.omniedge.gateway.api.data.SampleBlock;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a line of InfluxDB line protocol, strictly:
 *
 * <pre>
 *   measurement[,tag=value...] field=value[,field=value...] [timestamp]
 * </pre>
 *
 * Each field that is a number is a value of a source of its own, with the name {@code
 * measurement/tag=value/field}, tags in the order of their names. Booleans are 1 and 0; texts are
 * passed over. A line is taken as a whole or not at all. One thread.
 */
public final class LineProtocol {
  /** As long as a line may be: a datagram of Telegraf has at most so many bytes. */
  public static final int MOST_BYTES = 8_192;

  static final int MOST_NAME_CHARS = 200;
  private static final int MOST_NUMBER_CHARS = 64;

  private final Precision precision;
  private String line = "";
  private int at;

  // What the word just read ended with; \0 for the end of the line.
  private char end;

  /** Reads timestamps in this unit. */
  public LineProtocol(Precision precision) {
    this.precision = precision;
  }

  /**
   * Reads a line.
   *
   * @param bytes without line end
   * @param nowNanos since 1970, for a line without timestamp
   * @param into takes what is in the line; nothing if it is refused. Comments and empty lines have
   *     nothing in them
   * @return why it is refused; null if it is not
   */
  public @Nullable LineError read(
      byte[] bytes, int from, int length, long nowNanos, List<SampleBlock> into) {
    if (length > MOST_BYTES) {
      return LineError.TOO_LONG;
    }
    try {
      line =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes, from, length))
              .toString();
    } catch (CharacterCodingException e) {
      return LineError.NOT_UTF8;
    }
    if (line.endsWith("\r")) {
      line = line.substring(0, line.length() - 1);
    }
    if (line.isBlank() || line.charAt(0) == '#') {
      return null;
    }
    at = 0;
    return line(nowNanos, into);
  }

  private @Nullable LineError line(long nowNanos, List<SampleBlock> into) {
    StringBuilder prefix = new StringBuilder(word(", "));
    if (prefix.isEmpty()) {
      return LineError.NO_MEASUREMENT;
    }
    LineError wrong = tags(prefix);
    if (wrong != null) {
      return wrong;
    }
    if (end != ' ' || at == line.length()) {
      return LineError.NO_FIELD;
    }
    List<String> names = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    wrong = fields(prefix.append('/').toString(), names, values);
    if (wrong != null) {
      return wrong;
    }
    long nanos = nowNanos;
    if (end == ' ') {
      String stamp = word(" ");
      if (end == ' ') {
        return LineError.TRAILING;
      }
      nanos = timestamp(stamp);
      if (nanos < 0) {
        return LineError.BAD_TIMESTAMP;
      }
    }
    for (int i = 0; i < names.size(); i++) {
      into.add(new SampleBlock(names.get(i), nanos, 0, new double[] {values.get(i)}));
    }
    return null;
  }

  private @Nullable LineError tags(StringBuilder prefix) {
    Map<String, String> tags = new TreeMap<>();
    while (end == ',') {
      String key = word("=, ");
      if (end != '=' || key.isEmpty()) {
        return LineError.BAD_TAG;
      }
      String value = word("=, ");
      if (end == '=' || value.isEmpty() || tags.put(key, value) != null) {
        return LineError.BAD_TAG;
      }
    }
    tags.forEach((key, value) -> prefix.append('/').append(key).append('=').append(value));
    return null;
  }

  private @Nullable LineError fields(String prefix, List<String> names, List<Double> values) {
    Set<String> seen = new HashSet<>();
    do {
      String key = word("=, ");
      if (end != '=' || key.isEmpty() || !seen.add(key)) {
        return LineError.BAD_FIELD;
      }
      String name = prefix + key;
      if (!isName(name)) {
        return LineError.BAD_NAME;
      }
      if (at < line.length() && line.charAt(at) == '"') {
        if (!skipText()) {
          return LineError.BAD_NUMBER;
        }
      } else {
        Double value = value(word(", "));
        if (value == null) {
          return LineError.BAD_NUMBER;
        }
        names.add(name);
        values.add(value);
      }
    } while (end == ',');
    return null;
  }

  /** What stands before one of these ends, without the backslashes that take away a meaning. */
  private String word(String ends) {
    StringBuilder word = new StringBuilder();
    end = '\0';
    while (at < line.length()) {
      char c = line.charAt(at++);
      if (c == '\\' && at < line.length() && ",= ".indexOf(line.charAt(at)) >= 0) {
        word.append(line.charAt(at++));
      } else if (ends.indexOf(c) >= 0) {
        end = c;
        break;
      } else {
        word.append(c);
      }
    }
    return word.toString();
  }

  /** Passes over a quoted text and what ends it; false if it does not end. */
  private boolean skipText() {
    at++;
    while (at < line.length()) {
      char c = line.charAt(at++);
      if (c == '\\' && at < line.length()) {
        at++;
      } else if (c == '"') {
        return word(", ").isEmpty();
      }
    }
    return false;
  }

  private static boolean isName(String name) {
    if (name.length() > MOST_NAME_CHARS) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (Character.isISOControl(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable Double value(String text) {
    switch (text) {
      case "t", "T", "true", "True", "TRUE" -> {
        return 1.0;
      }
      case "f", "F", "false", "False", "FALSE" -> {
        return 0.0;
      }
      default -> {
        return number(text);
      }
    }
  }

  private static @Nullable Double number(String text) {
    if (text.isEmpty() || text.length() > MOST_NUMBER_CHARS) {
      return null;
    }
    char unit = text.charAt(text.length() - 1);
    try {
      if (unit == 'i' || unit == 'u') {
        String digits = text.substring(0, text.length() - 1);
        if (!isInteger(digits, unit == 'i')) {
          return null;
        }
        return unit == 'i'
            ? (double) Long.parseLong(digits)
            : Double.valueOf(
                new java.math.BigDecimal(Long.toUnsignedString(Long.parseUnsignedLong(digits)))
                    .doubleValue());
      }
      // Java's own reader takes NaN, hexadecimal, and a letter at the end: nobody's measurement.
      for (int i = 0; i < text.length(); i++) {
        if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
          return null;
        }
      }
      double value = Double.parseDouble(text);
      return Double.isInfinite(value) ? null : (Double) value;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static boolean isInteger(String digits, boolean signed) {
    int first = signed && digits.startsWith("-") ? 1 : 0;
    for (int i = first; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        return false;
      }
    }
    return digits.length() > first;
  }

  /** Nanoseconds since 1970; −1 if it is none. */
  private long timestamp(String digits) {
    if (!isInteger(digits, false)) {
      return -1;
    }
    try {
      return Math.multiplyExact(Long.parseLong(digits), precision.nanos());
    } catch (ArithmeticException | NumberFormatException e) {
      return -1;
    }
  }
}
