package io.omniedge.manager.http;

import io.omniedge.protocol.json.JsonValue;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a request is answered with.
 *
 * @param status of HTTP
 * @param contentType of the body
 * @param body as text; of a file each character is a byte
 * @param headers further ones
 * @param cookies values of Set-Cookie headers
 * @param charset how the body becomes bytes
 */
public record Answer(
    int status,
    String contentType,
    String body,
    Map<String, String> headers,
    List<String> cookies,
    Charset charset) {
  private static final String JSON = "application/json";

  /** Copies. */
  public Answer {
    headers = Map.copyOf(headers);
    cookies = List.copyOf(cookies);
  }

  /** Without cookies. */
  public Answer(int status, String contentType, String body, Map<String, String> headers) {
    this(status, contentType, body, headers, List.of(), StandardCharsets.UTF_8);
  }

  /** 200 with a document. */
  public static Answer ok(JsonValue document) {
    return new Answer(200, JSON, document.toJson(), Map.of());
  }

  /** 201 with what was made, and where it is. */
  public static Answer created(String location, JsonValue document) {
    return new Answer(201, JSON, document.toJson(), Map.of("Location", location));
  }

  /** 202 with what is under way. */
  public static Answer accepted(String location, JsonValue document) {
    return new Answer(202, JSON, document.toJson(), Map.of("Location", location));
  }

  /** 204. */
  public static Answer done() {
    return new Answer(204, "", "", Map.of());
  }

  /** 200 with a text of another kind. */
  public static Answer text(String contentType, String body) {
    return new Answer(200, contentType, body, Map.of());
  }

  /** 200 with a file. */
  public static Answer file(String contentType, byte[] bytes) {
    return new Answer(
        200,
        contentType,
        new String(bytes, StandardCharsets.ISO_8859_1),
        Map.of(),
        List.of(),
        StandardCharsets.ISO_8859_1);
  }

  /** With the version of what it shows [RFC 9110, 8.8.3]. */
  public Answer withETag(long revision) {
    return with("ETag", "\"" + revision + "\"");
  }

  /** With another header. */
  public Answer with(String name, String value) {
    TreeMap<String, String> more = new TreeMap<>(headers);
    more.put(name, value);
    return new Answer(status, contentType, body, more, cookies, charset);
  }

  /** With another cookie. */
  public Answer withCookie(String cookie) {
    return new Answer(
        status,
        contentType,
        body,
        headers,
        Stream.concat(cookies.stream(), Stream.of(cookie)).toList(),
        charset);
  }

  Optional<String> location() {
    return Optional.ofNullable(headers.get("Location"));
  }

  byte[] bytes() {
    return body.getBytes(charset);
  }
}
