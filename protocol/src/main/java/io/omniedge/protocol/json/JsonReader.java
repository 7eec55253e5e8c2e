package io.omniedge.protocol.json;

import io.omniedge.protocol.ProtocolException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Reads a JSON text [RFC 8259] that a stranger may have sent: strictly, without recursion beyond
 * {@value #MAX_DEPTH} levels, without numbers that take long to compute with. A member named twice
 * is refused, because two readers would take different ones.
 */
public final class JsonReader {
  /** Levels of objects and arrays; ours have ten at most. */
  public static final int MAX_DEPTH = 64;

  /** Digits and exponents beyond these are nobody's measurement, but a way to keep us busy. */
  private static final int MAX_NUMBER_CHARS = 64;

  private static final int MAX_SCALE = 400;

  /** More than any measurement has; a number that was read has room to be written again. */
  private static final int MAX_DIGITS = 40;

  private final String text;
  private int at;
  private int depth;

  private JsonReader(String text) {
    this.text = text;
  }

  /**
   * Reads one value.
   *
   * @param maxBytes more are refused unread
   */
  public static JsonValue read(byte[] utf8, int maxBytes) throws ProtocolException {
    if (utf8.length > maxBytes) {
      throw new ProtocolException("", utf8.length + " bytes", "at most " + maxBytes + " are taken");
    }
    String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(utf8))
              .toString();
    } catch (CharacterCodingException e) {
      throw new ProtocolException("", "", "it is not UTF-8");
    }
    return read(text);
  }

  /** Reads one value from a text whose length somebody has looked at. */
  public static JsonValue read(String text) throws ProtocolException {
    JsonReader reader = new JsonReader(text);
    JsonValue value = reader.value();
    reader.space();
    if (reader.at < text.length()) {
      throw reader.wrong("something follows the value");
    }
    return value;
  }

  /** Reads one object. */
  public static JsonObject readObject(byte[] utf8, int maxBytes) throws ProtocolException {
    if (read(utf8, maxBytes) instanceof JsonObject object) {
      return object;
    }
    throw new ProtocolException("", "", "it is no JSON object");
  }

  private JsonValue value() throws ProtocolException {
    space();
    if (at >= text.length()) {
      throw wrong("a value is missing");
    }
    char c = text.charAt(at);
    return switch (c) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> new JsonString(string());
      case 't' -> word("true", JsonBoolean.TRUE);
      case 'f' -> word("false", JsonBoolean.FALSE);
      case 'n' -> word("null", JsonNull.NULL);
      default -> number();
    };
  }

  private JsonValue word(String word, JsonValue value) throws ProtocolException {
    if (!text.startsWith(word, at)) {
      throw wrong("no JSON value");
    }
    at += word.length();
    return value;
  }

  private JsonObject object() throws ProtocolException {
    enter();
    TreeMap<String, JsonValue> members = new TreeMap<>();
    if (!closes('}')) {
      do {
        space();
        if (at >= text.length() || text.charAt(at) != '"') {
          throw wrong("the name of a member is missing");
        }
        String name = string();
        space();
        take(':');
        if (members.put(name, value()) != null) {
          throw wrong("a second member \"" + ProtocolException.shown(name) + "\"");
        }
      } while (continues('}'));
    }
    depth--;
    return new JsonObject(members);
  }

  private JsonArray array() throws ProtocolException {
    enter();
    List<JsonValue> elements = new ArrayList<>();
    if (!closes(']')) {
      do {
        elements.add(value());
      } while (continues(']'));
    }
    depth--;
    return new JsonArray(elements);
  }

  private void enter() throws ProtocolException {
    at++;
    if (++depth > MAX_DEPTH) {
      throw wrong("more than " + MAX_DEPTH + " levels");
    }
  }

  private boolean closes(char end) {
    space();
    if (at < text.length() && text.charAt(at) == end) {
      at++;
      return true;
    }
    return false;
  }

  private boolean continues(char end) throws ProtocolException {
    if (closes(end)) {
      return false;
    }
    take(',');
    return true;
  }

  private void take(char expected) throws ProtocolException {
    if (at >= text.length() || text.charAt(at) != expected) {
      throw wrong("'" + expected + "' is missing");
    }
    at++;
  }

  private void space() {
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  private String string() throws ProtocolException {
    int start = ++at;
    while (at < text.length() && isPlain(text.charAt(at))) {
      at++;
    }
    if (at < text.length() && text.charAt(at) == '"') {
      return text.substring(start, at++); // most texts have nothing else
    }
    StringBuilder value = new StringBuilder(at - start + 16).append(text, start, at);
    while (true) {
      if (at >= text.length()) {
        throw wrong("a text without end");
      }
      char c = text.charAt(at++);
      if (c == '"') {
        break;
      } else if (c < 0x20) {
        throw wrong("a control character in a text");
      } else if (c == '\\') {
        value.append(escaped());
      } else {
        value.append(c);
      }
    }
    for (int i = 0; i < value.length(); i++) {
      if (Character.isHighSurrogate(value.charAt(i))
          && i + 1 < value.length()
          && Character.isLowSurrogate(value.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(value.charAt(i))) {
        throw wrong("half a surrogate pair");
      }
    }
    return value.toString();
  }

  private static boolean isPlain(char c) {
    return c >= 0x20 && c != '"' && c != '\\' && c < Character.MIN_SURROGATE;
  }

  private char escaped() throws ProtocolException {
    if (at >= text.length()) {
      throw wrong("a text without end");
    }
    char c = text.charAt(at++);
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'f' -> '\f';
      case 'r' -> '\r';
      case 'u' -> unicode();
      default -> throw wrong("an unknown escape");
    };
  }

  private char unicode() throws ProtocolException {
    int code = 0;
    for (int end = at + 4; at < end; at++) {
      int digit = at < text.length() ? hexDigit(text.charAt(at)) : -1;
      if (digit < 0) {
        throw wrong("an escape without four hexadecimal digits");
      }
      code = code << 4 | digit;
    }
    return (char) code;
  }

  /** Only ASCII's; Character.digit takes those of other scripts. */
  private static int hexDigit(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  private JsonNumber number() throws ProtocolException {
    int start = at;
    skip('-');
    if (!skip('0')) {
      digits();
    }
    if (skip('.')) {
      digits();
    }
    if (skip('e') || skip('E')) {
      if (!skip('+')) {
        skip('-');
      }
      digits();
    }
    if (at - start > MAX_NUMBER_CHARS) {
      throw wrong("a number of more than " + MAX_NUMBER_CHARS + " characters");
    }
    try {
      BigDecimal value = new BigDecimal(text.substring(start, at));
      if (Math.abs((long) value.scale()) > MAX_SCALE || value.precision() > MAX_DIGITS) {
        throw wrong("a number out of range");
      }
      return new JsonNumber(value);
    } catch (NumberFormatException e) {
      throw wrong("a number out of range");
    }
  }

  private boolean skip(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void digits() throws ProtocolException {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == start) {
      throw wrong("no JSON value");
    }
  }

  private ProtocolException wrong(String reason) {
    return new ProtocolException("character " + at, "", reason);
  }
}
