package io.omniedge.manager.http;

import io.omniedge.manager.problem.Problem;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * What Jetty refuses before any route sees it: a path that could be read in two ways, headers that
 * are too long. It says so in HTML otherwise.
 */
final class JettyProblems extends ErrorHandler {
  private static final String TYPE = "application/problem+json";

  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    HttpFields.Mutable headers = response.getHeaders();
    protect(headers);
    response.write(true, ByteBuffer.wrap(document(code, message)), callback);
  }

  private static void protect(HttpFields.Mutable headers) {
    headers.put(HttpHeader.CONTENT_TYPE, TYPE);
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put(HttpHeader.CONNECTION, "close"); // what follows may not begin where we think
  }

  /** The reason is Jetty's own words, never of the one who asks. */
  private static byte[] document(int status, @Nullable String reason) {
    String title = HttpStatus.getMessage(status);
    String detail = reason == null || reason.isBlank() ? title : reason;
    return Problem.of(status, "http", title, detail.toLowerCase(Locale.ROOT)).toJson().toBytes();
  }
}
