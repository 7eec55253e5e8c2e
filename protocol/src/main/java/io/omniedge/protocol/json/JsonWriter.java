package io.omniedge.protocol.json;

import java.util.Iterator;
import java.util.Map;

/** Writes a value as the JSON Canonicalization Scheme wants it [RFC 8785, 3.2]. */
final class JsonWriter {
  private final StringBuilder out = new StringBuilder(256);
  private final boolean integersOnly;

  private JsonWriter(boolean integersOnly) {
    this.integersOnly = integersOnly;
  }

  static String write(JsonValue value, boolean integersOnly) {
    JsonWriter writer = new JsonWriter(integersOnly);
    writer.value(value);
    return writer.out.toString();
  }

  private void value(JsonValue value) {
    if (value instanceof JsonObject object) {
      object(object);
    } else if (value instanceof JsonArray array) {
      array(array);
    } else if (value instanceof JsonString text) {
      text(text.value());
    } else if (value instanceof JsonNumber number) {
      number(number);
    } else if (value instanceof JsonBoolean flag) {
      out.append(flag.value());
    } else {
      out.append("null");
    }
  }

  private void object(JsonObject object) {
    out.append('{');
    Iterator<Map.Entry<String, JsonValue>> members = object.members().entrySet().iterator();
    while (members.hasNext()) {
      Map.Entry<String, JsonValue> member = members.next();
      text(member.getKey());
      out.append(':');
      value(member.getValue());
      if (members.hasNext()) {
        out.append(',');
      }
    }
    out.append('}');
  }

  private void array(JsonArray array) {
    out.append('[');
    Iterator<JsonValue> elements = array.elements().iterator();
    while (elements.hasNext()) {
      value(elements.next());
      if (elements.hasNext()) {
        out.append(',');
      }
    }
    out.append(']');
  }

  private void number(JsonNumber number) {
    if (number.isSafeInteger()) {
      out.append(number.value().toBigIntegerExact());
      return;
    }
    if (integersOnly) {
      throw new IllegalStateException(
          "number " + number.value() + " is no integer of 53 bits: not fit for a signature");
    }
    out.append(number.value());
  }

  private void text(String text) {
    out.append('"');
    int written = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c == '"' || c == '\\') {
        out.append(text, written, i); // in one piece: most texts have nothing to escape
        escape(c);
        written = i + 1;
      }
    }
    out.append(text, written, text.length()).append('"');
  }

  private void escape(char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\b' -> out.append("\\b");
      case '\t' -> out.append("\\t");
      case '\n' -> out.append("\\n");
      case '\f' -> out.append("\\f");
      case '\r' -> out.append("\\r");
      default -> out.append(String.format("\\u%04x", (int) c));
    }
  }
}
