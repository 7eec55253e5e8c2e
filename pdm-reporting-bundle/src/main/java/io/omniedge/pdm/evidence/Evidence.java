package io.omniedge.pdm.evidence;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * A line of evidence:
 *
 * <pre>
 *   {"at":1780315200000,"event":{...},"hash":"9f3c...","prev":"0000...","seq":7}
 * </pre>
 *
 * The hash is SHA-256 of the line without its member {@code hash}, written as RFC 8785 has it; so
 * it covers the hash of the line before, and by that all lines before.
 *
 * @param sequence from 1, each line one more
 * @param atMillis since 1970
 * @param event what happened
 * @param previous hash of the line before; 64 zeros for the first
 * @param hash of this line
 */
record Evidence(long sequence, long atMillis, JsonValue event, String previous, String hash) {
  /** What the first line follows. */
  static final String NOTHING = "0".repeat(64);

  /** The next one after a line with this hash. */
  static Evidence after(String previous, long sequence, long atMillis, JsonValue event) {
    return new Evidence(
        sequence, atMillis, event, previous, hash(document(sequence, atMillis, event, previous)));
  }

  /**
   * Reads a line.
   *
   * @throws ProtocolException if it is none, or does not have the hash that it says
   */
  static Evidence parse(String line) throws ProtocolException {
    if (!(JsonReader.read(line) instanceof JsonObject object)) {
      throw new ProtocolException("", "", "it is no JSON object");
    }
    TreeMap<String, JsonValue> members = new TreeMap<>(object.members());
    if (!(members.remove("hash") instanceof JsonString hash)
        || !(members.get("prev") instanceof JsonString previous)
        || !(members.get("seq") instanceof JsonNumber sequence)
        || !(members.get("at") instanceof JsonNumber at)
        || !sequence.isSafeInteger()
        || !at.isSafeInteger()) {
      throw new ProtocolException("", "", "a member is missing: at, event, hash, prev, seq");
    }
    JsonValue event = members.get("event");
    if (event == null) {
      throw new ProtocolException("event", "", "it is missing");
    }
    if (!hash(new JsonObject(members)).equals(hash.value())) {
      throw new ProtocolException(
          "hash", hash.value(), "the line was changed: its hash is another");
    }
    return new Evidence(
        sequence.value().longValueExact(),
        at.value().longValueExact(),
        event,
        previous.value(),
        hash.value());
  }

  private static JsonObject document(
      long sequence, long atMillis, JsonValue event, String previous) {
    return JsonObject.builder()
        .put("at", atMillis)
        .put("event", event)
        .put("prev", previous)
        .put("seq", sequence)
        .build();
  }

  private static String hash(JsonObject document) {
    return hash(document.toString().getBytes(StandardCharsets.UTF_8));
  }

  static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  /** The line, without its end. */
  String line() {
    TreeMap<String, JsonValue> members =
        new TreeMap<>(document(sequence, atMillis, event, previous).members());
    members.put("hash", new JsonString(hash));
    return new JsonObject(members).toString();
  }
}
