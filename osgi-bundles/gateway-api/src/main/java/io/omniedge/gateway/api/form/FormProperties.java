package io.omniedge.gateway.api.form;

import io.omniedge.gateway.api.VisibleText;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Properties of a component as they come from a form, a file or the network: of any type, or
 * missing. Nobody has checked them before: Kura does not. Gathers what is wrong. One thread.
 */
public final class FormProperties {
  private static final int SHOWN_CHARS = 80;

  private final Map<String, Object> properties;
  private final List<String> problems = new ArrayList<>();

  /** Turns what the platform stored as a password into what was entered. */
  @FunctionalInterface
  public interface Decryption {
    /** The password in clear; throws if this is none that the platform stored. */
    char[] clear(char[] stored) throws Exception;
  }

  /** Reads these. */
  public FormProperties(Map<String, Object> properties) {
    this.properties = properties;
  }

  /** What is wrong so far, one sentence each, with name, value and reason. */
  public List<String> problems() {
    return problems;
  }

  /** Adds what else is wrong. */
  public void wrong(String problem) {
    problems.add(problem);
  }

  /** Adds what is wrong with this value of this property. */
  public void wrong(String name, String value, String reason) {
    wrong(name + " \"" + VisibleText.of(value, SHOWN_CHARS) + "\": " + reason);
  }

  /** Without space around it; empty if it is missing. Several values are joined by commas. */
  public String text(String name) {
    Object value = properties.get(name);
    if (value == null) {
      return "";
    }
    if (value instanceof Object[] several) {
      List<String> texts = new ArrayList<>();
      for (Object one : several) {
        texts.add(String.valueOf(one));
      }
      return String.join(",", texts).strip();
    }
    return value.toString().strip();
  }

  /** As {@link #text}; null if it is missing or empty. */
  public @Nullable String textOrNull(String name) {
    String text = text(name);
    return text.isEmpty() ? null : text;
  }

  /** As {@link #textOrNull}, for a file. */
  public @Nullable Path path(String name) {
    String text = textOrNull(name);
    try {
      return text == null ? null : Path.of(text);
    } catch (InvalidPathException e) {
      wrong(name + ": no file can be called so");
      return null;
    }
  }

  /** True or false; {@code byDefault} if it is missing. */
  public boolean flag(String name, boolean byDefault) {
    String text = text(name);
    return switch (text) {
      case "" -> byDefault;
      case "true" -> true;
      case "false" -> false;
      default -> {
        wrong(name, text, "neither true nor false");
        yield byDefault;
      }
    };
  }

  /** A whole number within these limits; {@code byDefault} if it is missing. */
  public int number(String name, int byDefault, int least, int most) {
    String text = text(name);
    if (text.isEmpty()) {
      return byDefault;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
      wrong(name, text, "the number is out of range (" + least + " to " + most + ")");
    } catch (NumberFormatException e) {
      wrong(name, text, "not a whole number");
    }
    return byDefault;
  }

  /**
   * A password in clear, for the caller to wipe; empty if it is missing. One that cannot be
   * decrypted was written into a file by hand and stands there in clear.
   *
   * @param decryption null while the platform has none
   */
  public char[] password(String name, @Nullable Decryption decryption) {
    char[] stored = text(name).toCharArray();
    if (stored.length == 0 || decryption == null) {
      return stored;
    }
    try {
      return decryption.clear(stored);
    } catch (Exception e) {
      return stored;
    }
  }

  /** The values of these properties, in this order. */
  public Map<String, String> section(List<String> names) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String name : names) {
      values.put(name, text(name));
    }
    return values;
  }
}
