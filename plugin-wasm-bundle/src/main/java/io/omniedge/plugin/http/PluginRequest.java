package io.omniedge.plugin.http;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a plugin wants to be sent, checked. Immutable.
 *
 * @param method in capitals
 * @param uri with host and port, without user and fragment
 * @param headers that it sets, by their names in lower case
 * @param body in UTF-8
 * @param timeoutMillis for all of it
 */
record PluginRequest(
    String method, URI uri, Map<String, String> headers, String body, int timeoutMillis) {
  static final int MAX_BYTES = 64 << 10;
  static final int MOST_MILLIS = 10_000;

  private static final int USUAL_MILLIS = 2_000;
  private static final int MOST_HEADERS = 20;
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

  /** These are said by how the request is sent. */
  private static final Set<String> OURS =
      Set.of(
          "host",
          "connection",
          "content-length",
          "transfer-encoding",
          "te",
          "trailer",
          "upgrade",
          "expect",
          "keep-alive",
          "proxy-authorization",
          "proxy-connection");

  private static final Pattern NAME = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]{1,64}");
  private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e]{0,1000}");

  static PluginRequest read(byte[] json) throws HttpRefusal {
    try {
      Fields fields = Fields.of(JsonReader.readObject(json, MAX_BYTES));
      String method = fields.optionalText("method", 10).orElse("GET");
      if (!METHODS.contains(method)) {
        throw fields.wrong("method", method, "it is none of " + METHODS);
      }
      return new PluginRequest(
          method,
          uri(fields),
          headers(fields.objectOrEmpty("headers")),
          fields.optionalText("body", MAX_BYTES).orElse(""),
          (int) fields.integer("timeout-ms", 1, MOST_MILLIS, USUAL_MILLIS));
    } catch (ProtocolException e) {
      throw new HttpRefusal(HttpRefusal.Kind.INVALID, String.valueOf(e.getMessage()));
    }
  }

  private static URI uri(Fields fields) throws ProtocolException {
    String text = fields.text("url", 2_000);
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme();
      boolean isHttp = "http".equals(scheme) || "https".equals(scheme);
      if (!isHttp
          || uri.getHost() == null
          || uri.getRawUserInfo() != null
          || uri.getRawFragment() != null) {
        throw fields.wrong("url", text, "it is https://host[:port]/path");
      }
      return uri;
    } catch (URISyntaxException e) {
      throw fields.wrong("url", text, "it is no address: " + e.getReason());
    }
  }

  private static Map<String, String> headers(Fields fields) throws ProtocolException {
    Map<String, String> headers = new TreeMap<>();
    for (Map.Entry<String, JsonValue> entry : fields.object().members().entrySet()) {
      String name = entry.getKey().toLowerCase(Locale.ROOT);
      if (!NAME.matcher(name).matches() || OURS.contains(name) || headers.size() >= MOST_HEADERS) {
        throw fields.wrong(entry.getKey(), "", "this header is not for plugins to set");
      }
      if (!(entry.getValue() instanceof JsonString value)
          || !VALUE.matcher(value.value()).matches()) {
        throw fields.wrong(entry.getKey(), "", "a value is printable ASCII");
      }
      headers.put(name, value.value());
    }
    return headers;
  }

  boolean isSecure() {
    return "https".equals(uri.getScheme());
  }

  String host() {
    return String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
  }

  int port() {
    int usual = isSecure() ? 443 : 80;
    return uri.getPort() < 0 ? usual : uri.getPort();
  }

  /** As the request line has it. */
  String target() {
    String path = uri.getRawPath();
    String shown = path == null || path.isEmpty() ? "/" : path;
    return uri.getRawQuery() == null ? shown : shown + "?" + uri.getRawQuery();
  }
}
