package io.omniedge.manager.http;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The interface for programs, asked from within by the pages: the same handlers, permissions, audit
 * entries and refusals, so a page can do nothing that a program of the same person could not.
 * Thread-safe.
 */
public final class LocalApi {
  /** An answer of ours is in memory already, and a policy of a page is quoted in it. */
  private static final int MAX_ANSWER_BYTES = 64 << 20;

  private static final byte[] NOTHING = new byte[0];

  private final Map<String, Route> routes = new HashMap<>();

  /** Of these routes. */
  public LocalApi(List<Route> routes) {
    routes.forEach(route -> this.routes.put(route.method() + " " + route.path(), route));
  }

  /**
   * What is at a path.
   *
   * @param path as in the list of routes
   * @param parameters of the path; the others are those of the query
   * @throws Problem as programs get it
   */
  public JsonObject get(Call page, String path, Map<String, String> parameters) {
    return document(answer(page, "GET", path, parameters, Map.of(), NOTHING));
  }

  /** Likewise, with all that the answer has beside the document. */
  public Answer read(Call page, String path, Map<String, String> parameters) {
    return answer(page, "GET", path, parameters, Map.of(), NOTHING);
  }

  /** Sends a document; an answer without one is an empty one. */
  public JsonObject send(
      Call page, String method, String path, Map<String, String> parameters, JsonObject document) {
    return document(answer(page, method, path, parameters, Map.of(), document.toBytes()));
  }

  /** Sends a document that changes one of this version. */
  public JsonObject send(
      Call page,
      String method,
      String path,
      Map<String, String> parameters,
      JsonObject document,
      long version) {
    return document(
        answer(
            page,
            method,
            path,
            parameters,
            Map.of("If-Match", "\"" + version + "\""),
            document.toBytes()));
  }

  /** Does something that needs no document. */
  public JsonObject act(Call page, String method, String path, Map<String, String> parameters) {
    return document(answer(page, method, path, parameters, Map.of(), NOTHING));
  }

  private Answer answer(
      Call page,
      String method,
      String path,
      Map<String, String> parameters,
      Map<String, String> headers,
      byte[] body) {
    Route route = route(method, path);
    if (route.permission() != Permission.PUBLIC
        && !page.principal().role().allows(route.permission())) {
      throw Problem.forbidden(
          "role "
              + page.principal().role().text()
              + " lacks the permission "
              + route.permission().text());
    }
    Map<String, String> query = new HashMap<>(parameters);
    query.keySet().removeIf(name -> path.contains("{" + name + "}"));
    try {
      return route.handler().handle(page.within(method, path, parameters, query, headers, body));
    } catch (ProtocolException e) {
      throw Problem.of(e);
    }
  }

  private Route route(String method, String path) {
    Route route = routes.get(method + " " + path);
    if (route == null) {
      throw new IllegalArgumentException("there is no route " + method + " " + path);
    }
    return route;
  }

  private static JsonObject document(Answer answer) {
    try {
      return answer.body().isEmpty()
          ? JsonObject.EMPTY
          : JsonReader.readObject(answer.bytes(), MAX_ANSWER_BYTES);
    } catch (ProtocolException e) {
      // A document of a device may be as deep as one can be, and the answer around it is deeper.
      throw Problem.of(422, "unreadable", "It cannot be shown", "the document: " + e.getMessage());
    }
  }
}
