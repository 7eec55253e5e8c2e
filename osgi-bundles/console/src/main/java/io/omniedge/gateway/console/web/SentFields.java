package io.omniedge.gateway.console.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What a browser sent, read here and not by the web server: so the length and the time of a form
 * have a bound, what is malformed is the sender's fault and not ours, and a token in the address of
 * a form is none. Of several fields of one name the first.
 */
final class SentFields {
  /** The longest form, a list of networks, has 10,000 characters. */
  static final int MOST_BYTES = 200_000;

  /** A form is sent at once; who sends it byte by byte wants to keep a thread. */
  static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final String TYPE = "application/x-www-form-urlencoded";
  private static final int BAD = 400;
  private static final int TOO_SLOW = 408;
  private static final int TOO_LARGE = 413;
  private static final int OTHER_TYPE = 415;
  private static final int CHUNK_BYTES = 8192;

  private SentFields() {}

  /** Those of the address. */
  static Map<String, String> ofAddress(HttpServletRequest request) throws Access.RefusedException {
    String query = request.getQueryString();
    return query == null ? Map.of() : fields(query);
  }

  /** Those of a form, and no others. */
  static Map<String, String> ofForm(HttpServletRequest request, LongSupplier clock)
      throws Access.RefusedException {
    String type = request.getContentType();
    if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase(TYPE)) {
      throw new Access.RefusedException(OTHER_TYPE, "This is no form.");
    }
    if (request.getContentLengthLong() > MOST_BYTES) {
      throw tooLarge();
    }
    try {
      return fields(bytes(request, clock).toString(UTF_8));
    } catch (IOException e) {
      // Whoever sends it went away or fell silent: no failure of ours, and nothing for the log.
      throw new Access.RefusedException(TOO_SLOW, "The form did not arrive.");
    }
  }

  private static ByteArrayOutputStream bytes(HttpServletRequest request, LongSupplier clock)
      throws IOException, Access.RefusedException {
    long start = clock.getAsLong();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] chunk = new byte[CHUNK_BYTES];
    InputStream in = request.getInputStream();
    for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
      bytes.write(chunk, 0, read);
      if (bytes.size() > MOST_BYTES) {
        throw tooLarge();
      }
      if (clock.getAsLong() - start > LONGEST_NANOS) {
        throw new Access.RefusedException(TOO_SLOW, "The form took too long to arrive.");
      }
    }
    return bytes;
  }

  private static Access.RefusedException tooLarge() {
    return new Access.RefusedException(
        TOO_LARGE, "A form has at most " + MOST_BYTES + " bytes; nothing was changed.");
  }

  private static Map<String, String> fields(String body) throws Access.RefusedException {
    Map<String, String> fields = new HashMap<>();
    try {
      for (String field : body.split("&")) {
        int equals = field.indexOf('=');
        String name = equals < 0 ? field : field.substring(0, equals);
        String value = equals < 0 ? "" : field.substring(equals + 1);
        fields.putIfAbsent(URLDecoder.decode(name, UTF_8), URLDecoder.decode(value, UTF_8));
      }
    } catch (IllegalArgumentException e) {
      throw new Access.RefusedException(BAD, "What was sent is malformed.");
    }
    return fields;
  }
}
