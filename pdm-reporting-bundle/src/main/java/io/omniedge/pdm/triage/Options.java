package io.omniedge.pdm.triage;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The {@code NAME=VALUE} words of a line that an operator wrote, each of which has to be asked for.
 * What is wrong is an {@link IllegalArgumentException} with a text for people. One thread.
 */
public final class Options {
  private static final double MOST_SECONDS = 86_400;

  private final Map<String, String> values = new TreeMap<>();
  private final Set<String> asked = new TreeSet<>();

  /** Reads the words from that one on. */
  public Options(String[] words, int from) {
    for (int i = from; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      if (equals < 1 || equals == words[i].length() - 1) {
        throw new IllegalArgumentException("\"" + words[i] + "\" is not OPTION=VALUE");
      }
      String name = words[i].substring(0, equals);
      if (values.put(name, words[i].substring(equals + 1)) != null) {
        throw new IllegalArgumentException(name + " is there twice");
      }
    }
  }

  /** Whether it is there. */
  public boolean has(String name) {
    asked.add(name);
    return values.containsKey(name);
  }

  /** What it is; empty if it is left out. */
  public String text(String name) {
    asked.add(name);
    return values.getOrDefault(name, "");
  }

  /** A number. */
  public double number(String name, double otherwise) {
    return has(name) ? parsed(name, text(name)) : otherwise;
  }

  /** A number above 0. */
  public double positive(String name) {
    double number = parsed(name, text(name));
    if (!(number > 0)) {
      throw new IllegalArgumentException(name + ": a number above 0 is needed");
    }
    return number;
  }

  /** A number above 0 and below 100, before a percent sign. */
  public double percent(String name) {
    String text = text(name);
    double number = parsed(name, text.substring(0, text.length() - 1));
    if (!(number > 0 && number < 100)) {
      throw new IllegalArgumentException(name + ": more than 0 % and less than 100 % is needed");
    }
    return number;
  }

  /** Seconds as nanoseconds; 0 if it is left out. */
  public long nanos(String name) {
    if (!has(name)) {
      return 0;
    }
    double seconds = positive(name);
    if (seconds > MOST_SECONDS || seconds < 0.001) {
      throw new IllegalArgumentException(name + ": 0.001 to 86400 seconds are needed");
    }
    return (long) (seconds * 1e9);
  }

  private static double parsed(String name, String text) {
    try {
      double number = Double.parseDouble(text);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, with what is no number to us.
    }
    throw new IllegalArgumentException(name + " \"" + text + "\": not a number");
  }

  /** Refuses what nobody asked for. */
  public void nothingElse() {
    for (String name : values.keySet()) {
      if (!asked.contains(name)) {
        throw new IllegalArgumentException(
            "\"" + name + "\" is none of " + String.join(", ", asked));
      }
    }
  }

  /** The constant of that name, in any case. */
  public static <E extends Enum<E>> E word(Class<E> type, String name, String text) {
    try {
      return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      String known = Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT);
      throw new IllegalArgumentException(name + " \"" + text + "\": none of " + known, e);
    }
  }
}
