package io.omniedge.manager.web;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.inventory.SecretHash;
import io.omniedge.manager.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Files beside the pages; anybody may have them. */
final class Assets implements Page {
  private static final int VERSION_CHARS = 12;

  private static final String ECHARTS_SHA256 =
      "baa8dfe7e1d9336b98e8986ba7e20ea15e7cdbea1ef42a59d59478632fa45a1d";

  private final Map<String, Answer> files = new TreeMap<>();
  private final String version;
  private final String style;

  Assets() {
    // The gateway's own page and this one look alike: what they share is the gateway's file.
    style = read("console.css") + read("manager.css");
    add("manager.css", "text/css; charset=utf-8", style);
    add("manager.js", "text/javascript; charset=utf-8", read("manager.js"));
    add("htmx.min.js", "text/javascript; charset=utf-8", read("htmx.min.js"));
    add("topology.js", "text/javascript; charset=utf-8", read("topology.js"));
    add("echarts.min.js", "text/javascript; charset=utf-8", echarts());
    add("mark.svg", "image/svg+xml", read("mark.svg"));
    version = SecretHash.of(files.toString()).substring(0, VERSION_CHARS);
  }

  private void add(String name, String type, String content) {
    // The address has the version, so an update is another file.
    files.put(
        name,
        Answer.text(type, content).with("Cache-Control", "public, max-age=31536000, immutable"));
  }

  /** A file this large is not read by anybody here, so it is at least the one that was tested. */
  private static String echarts() {
    String script = read("echarts.min.js");
    if (!SecretHash.of(script).equals(ECHARTS_SHA256)) {
      throw new IllegalStateException("echarts.min.js is another one than the pinned one");
    }
    return script;
  }

  private static String read(String name) {
    try (InputStream in = Assets.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not in the JAR");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The style sheet of all pages. */
  String style() {
    return style;
  }

  /** Another one after each change of a file. */
  String version() {
    return version;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get("/assets/{file}", Permission.PUBLIC, this::file));
  }

  private Answer file(Call call) {
    Answer file = files.get(call.path("file"));
    if (file == null) {
      throw Problem.notFound("file", call.path("file"));
    }
    return file;
  }
}
