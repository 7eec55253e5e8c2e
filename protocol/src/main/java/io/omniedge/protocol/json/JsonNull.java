package io.omniedge.protocol.json;

/** The null of a document; in a merge patch it removes a member [RFC 7396]. */
public enum JsonNull implements JsonValue {
  NULL
}
