package io.omniedge.transport.osgi;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Properties of a component as they come from a form, a file or the network: of any type, or
 * missing. Nobody has checked them before: Kura does not. Gathers what is wrong.
 */
final class FormProperties {
  private final Map<String, Object> properties;
  private final List<String> problems = new ArrayList<>();

  FormProperties(Map<String, Object> properties) {
    this.properties = properties;
  }

  /** What is wrong so far, one sentence each, with name, value and reason. */
  List<String> problems() {
    return problems;
  }

  /** Adds what else is wrong. */
  void wrong(String problem) {
    problems.add(problem);
  }

  /** Without space around it; empty if it is missing. Several values are joined by commas. */
  String text(String name) {
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
  @Nullable String textOrNull(String name) {
    String text = text(name);
    return text.isEmpty() ? null : text;
  }

  /** As {@link #textOrNull}, for a file. */
  @Nullable Path path(String name) {
    String text = textOrNull(name);
    try {
      return text == null ? null : Path.of(text);
    } catch (InvalidPathException e) {
      wrong(name + ": no file can be called so");
      return null;
    }
  }

  boolean flag(String name, boolean byDefault) {
    String text = text(name);
    return switch (text) {
      case "" -> byDefault;
      case "true" -> true;
      case "false" -> false;
      default -> {
        wrong(name + " \"" + text + "\": neither true nor false");
        yield byDefault;
      }
    };
  }

  /** The values of these properties, in this order. */
  Map<String, String> section(List<String> names) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String name : names) {
      values.put(name, text(name));
    }
    return values;
  }
}
