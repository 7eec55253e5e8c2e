package io.omniedge.protocol.json;

import java.nio.charset.StandardCharsets;

/**
 * A JSON value [RFC 8259]. Immutable; equal when the documents mean the same.
 *
 * <p>Objects keep their members in the order of the JSON Canonicalization Scheme [RFC 8785], so a
 * value has one text only; numbers with a fraction have none that is fit for a signature.
 */
public sealed interface JsonValue
    permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBoolean, JsonNull {
  /** The value as text without white space, members in canonical order. */
  default String toJson() {
    return JsonWriter.write(this, false);
  }

  /** The bytes of {@link #toJson()} in UTF-8, as messages carry them. */
  default byte[] toBytes() {
    return toJson().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The bytes that are hashed and signed [RFC 8785].
   *
   * @throws IllegalStateException if a number in it is no integer of at most 53 bits, because the
   *     text of such a number is not the same everywhere
   */
  default byte[] canonicalBytes() {
    return JsonWriter.write(this, true).getBytes(StandardCharsets.UTF_8);
  }
}
