package io.omniedge.gateway.console.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** Files beside the pages; anybody may have them. */
final class Assets {
  private static final Map<String, String> TYPES =
      Map.of(
          "console.css", "text/css; charset=utf-8",
          "console.js", "text/javascript; charset=utf-8",
          "htmx.min.js", "text/javascript; charset=utf-8",
          "mark.svg", "image/svg+xml");

  private Assets() {}

  /** Answers the file, if it is one. */
  static boolean answer(HttpServletResponse response, String name) throws IOException {
    String type = TYPES.get(name);
    if (type == null) {
      return false;
    }
    try (InputStream in = Assets.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(name + " is not in the bundle");
      }
      response.setContentType(type);
      // The address has the version, so an update is another file.
      response.setHeader("Cache-Control", "public, max-age=86400");
      byte[] content = in.readAllBytes();
      AnswerBody.send(response, out -> out.write(content));
      return true;
    }
  }
}
