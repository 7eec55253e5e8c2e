package io.omniedge.manager.api;

import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonNull;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.net.Names;
import io.omniedge.protocol.net.Prefix;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/** What several kinds of things have in common: names, descriptions, lists of labels. */
final class Words {
  private static final int MAX_DESCRIPTION = 1_000;
  private static final int MAX_LABELS = 100;

  private Words() {}

  /** A text parser that takes labels only. */
  static String label(String text) {
    if (!Names.LABEL.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "it must have 1 to 63 of a-z, 0-9 and hyphens, none at its ends");
    }
    return text;
  }

  static String name(Fields fields) throws ProtocolException {
    return fields.parsed("name", 63, Words::label);
  }

  static String name(Fields fields, String otherwise) throws ProtocolException {
    return fields.object().find("name").isPresent() ? name(fields) : otherwise;
  }

  /** A text for people: any but control characters, which would forge lines of logs. */
  static String description(Fields fields, String otherwise) throws ProtocolException {
    Optional<String> text = fields.optionalText("description", MAX_DESCRIPTION);
    if (text.isPresent() && text.get().chars().anyMatch(Character::isISOControl)) {
      throw fields.wrong("description", text.get(), "it has control characters");
    }
    return text.orElse(otherwise);
  }

  static List<String> labels(Fields fields, String name, List<String> otherwise)
      throws ProtocolException {
    return fields.object().find(name).isPresent()
        ? List.copyOf(new TreeSet<>(fields.texts(name, MAX_LABELS, 63, Words::label)))
        : otherwise;
  }

  static List<Prefix> prefixes(Fields fields, String name, int max, List<Prefix> otherwise)
      throws ProtocolException {
    return fields.object().find(name).isPresent()
        ? List.copyOf(new TreeSet<>(fields.texts(name, max, 50, Prefix::parse)))
        : otherwise;
  }

  /** An identifier; null takes it away, as a merge patch does. */
  static Optional<String> reference(Fields fields, String name, Optional<String> otherwise)
      throws ProtocolException {
    if (fields.object().find(name).isEmpty()) {
      return otherwise;
    }
    if (fields.object().find(name).get() == JsonNull.NULL) {
      return Optional.empty();
    }
    return Optional.of(fields.text(name, Names.ID));
  }

  /** One that a document names: that there is none is a wrong value, and no missing page. */
  static <T> T referenced(String field, String id, Supplier<T> getting) {
    try {
      return getting.get();
    } catch (Problem e) {
      throw e.status() == 404 ? Problem.invalid(field, id, "there is no such one") : e;
    }
  }

  /** One that exists only by its network. */
  static void sameNetwork(String field, String id, String theirs, String ours) {
    if (!theirs.equals(ours)) {
      throw Problem.invalid(field, id, "it is in another network");
    }
  }

  /**
   * When a key ends, in milliseconds since 1970; 0 for never.
   *
   * @throws ProtocolException if that is over: nobody wants a key that opens nothing
   */
  static long expiresAt(Fields fields, long nowMillis) throws ProtocolException {
    long seconds = fields.integer("expiresAt", 0, JsonNumber.MAX_SAFE_INTEGER / 1000, 0);
    if (seconds != 0 && seconds * 1000 <= nowMillis) {
      throw fields.wrong(
          "expiresAt", Long.toString(seconds), "it is over: now is " + nowMillis / 1000);
    }
    return seconds * 1000;
  }
}
