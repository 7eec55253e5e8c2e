package io.omniedge.manager.http;

import io.omniedge.manager.access.Permission;
import io.omniedge.protocol.ProtocolException;

/**
 * One entry of the list of all routes.
 *
 * @param method GET, POST, PUT, PATCH or DELETE
 * @param path with parameters in braces, as {@code /api/v1/devices/{device}}
 * @param permission what the caller needs
 * @param handler answers
 */
public record Route(String method, String path, Permission permission, Handler handler) {
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
