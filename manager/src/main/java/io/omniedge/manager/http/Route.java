package io.omniedge.manager.http;

import io.omniedge.manager.access.Permission;
import io.omniedge.protocol.ProtocolException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One entry of the list of all routes.
 *
 * @param method GET, POST, PUT, PATCH or DELETE
 * @param path with parameters in braces, as {@code /api/v1/devices/{device}}
 * @param permission what the caller needs
 * @param handler answers
 * @param queries parameters of the query that it knows
 * @param takesFile whether the body is a WebAssembly module and no document
 */
public record Route(
    String method,
    String path,
    Permission permission,
    Handler handler,
    Set<String> queries,
    boolean takesFile) {
  /** Copies. */
  public Route {
    queries = Set.copyOf(queries);
  }

  private Route(String method, String path, Permission permission, Handler handler) {
    this(method, path, permission, handler, Set.of(), false);
  }

  /** Answers a request. */
  @FunctionalInterface
  public interface Handler {
    /**
     * The answer.
     *
     * @throws ProtocolException for a document that is wrong: 400 or 422
     * @throws io.omniedge.manager.problem.Problem for every other error
     */
    Answer handle(Call call) throws ProtocolException;
  }

  /** With parameters of the query; programs are told of those that it does not know. */
  public Route taking(String... names) {
    TreeSet<String> all = new TreeSet<>(queries);
    all.addAll(List.of(names));
    return new Route(method, path, permission, handler, all, takesFile);
  }

  /** With a WebAssembly module as its body. */
  public Route ofFile() {
    return new Route(method, path, permission, handler, queries, true);
  }

  /** Of a list that is given piece by piece. */
  public Route paged() {
    return taking("cursor", "limit");
  }

  /** Whether it is part of the interface that openapi.yaml describes. */
  boolean isApi() {
    return path.startsWith("/api/");
  }

  /** Whether a path of a request is its path. */
  boolean isAt(String asked) {
    String[] mine = path.split("/", -1);
    String[] theirs = asked.split("/", -1);
    if (mine.length != theirs.length) {
      return false;
    }
    for (int i = 0; i < mine.length; i++) {
      if (!mine[i].startsWith("{") && !mine[i].equals(theirs[i])) {
        return false;
      }
    }
    return true;
  }

  /** Whether a person's browser asks for it, and no program. */
  boolean isPage() {
    return isPage(path);
  }

  static boolean isPage(String path) {
    return !path.startsWith("/api/")
        && !path.startsWith("/oauth/")
        && !path.startsWith("/.well-known/");
  }

  /** GET. */
  public static Route get(String path, Permission permission, Handler handler) {
    return new Route("GET", path, permission, handler);
  }

  /** POST. */
  public static Route post(String path, Permission permission, Handler handler) {
    return new Route("POST", path, permission, handler);
  }

  /** PUT. */
  public static Route put(String path, Permission permission, Handler handler) {
    return new Route("PUT", path, permission, handler);
  }

  /** PATCH with a JSON Merge Patch [RFC 7396]. */
  public static Route patch(String path, Permission permission, Handler handler) {
    return new Route("PATCH", path, permission, handler);
  }

  /** DELETE. */
  public static Route delete(String path, Permission permission, Handler handler) {
    return new Route("DELETE", path, permission, handler);
  }
}
