package io.omniedge.manager.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.omniedge.manager.problem.Problem;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a form that a browser sent [HTML, application/x-www-form-urlencoded]. Not a record:
 * some are passwords.
 */
public final class Form {
  private static final String TYPE = "application/x-www-form-urlencoded";

  /** More than any page of ours has. */
  private static final int MOST_FIELDS = 2_000;

  private final Map<String, List<String>> fields;

  private Form(Map<String, List<String>> fields) {
    this.fields = fields;
  }

  static boolean isForm(@Nullable String contentType) {
    return contentType != null && contentType.split(";", 2)[0].strip().equalsIgnoreCase(TYPE);
  }

  static Form read(String contentType, byte[] body) {
    return isForm(contentType) ? new Form(fields(new String(body, UTF_8))) : new Form(Map.of());
  }

  private static Map<String, List<String>> fields(String body) {
    Map<String, List<String>> fields = new HashMap<>();
    String[] parts = body.split("&", MOST_FIELDS + 1);
    if (parts.length > MOST_FIELDS) {
      throw malformed("at most " + MOST_FIELDS + " fields are taken");
    }
    try {
      for (String field : parts) {
        int equals = field.indexOf('=');
        String name = equals < 0 ? field : field.substring(0, equals);
        String value = equals < 0 ? "" : field.substring(equals + 1);
        fields
            .computeIfAbsent(URLDecoder.decode(name, UTF_8), any -> new ArrayList<>())
            .add(URLDecoder.decode(value, UTF_8));
      }
    } catch (IllegalArgumentException e) {
      throw malformed("it is not percent-encoded as it should be");
    }
    return fields;
  }

  private static Problem malformed(String reason) {
    return Problem.of(400, "malformed", "The form cannot be read", reason);
  }

  /** A field as it was sent, the first of several. */
  public Optional<String> find(String name) {
    return Optional.ofNullable(fields.get(name)).map(List::getFirst);
  }

  /** A field without space around it; empty if it was not sent. */
  public String text(String name) {
    return find(name).orElse("").strip();
  }

  /** A field as it is, empty if it was not sent: a password may begin with a space. */
  public String secret(String name) {
    return find(name).orElse("");
  }

  /** All fields of a name: boxes that were ticked, entries that were chosen. */
  public List<String> all(String name) {
    return List.copyOf(fields.getOrDefault(name, List.of()));
  }
}
