package io.omniedge.manager.http;

import io.javalin.http.Context;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was asked: over the network, or by a page of ours. For the thread that handles it. */
interface Request {
  /** Where the servlet container puts what TLS verified [Jakarta Servlet 6.1, 3.10]. */
  String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

  String method();

  /** As it was sent. */
  String uri();

  String queryString();

  /** A parameter of the route. */
  String pathParam(String name);

  Map<String, List<String>> queries();

  @Nullable String header(String name);

  @Nullable String cookie(String name);

  String source();

  /** What the caller's end of the connection showed, if it is one of our authority's. */
  Optional<X509Certificate> certificate();

  /** One that came over the network. */
  static Request of(Context context) {
    return new FromNetwork(context);
  }

  /** As Javalin has it. */
  record FromNetwork(Context context) implements Request {
    @Override
    public String method() {
      return context.req().getMethod();
    }

    @Override
    public String uri() {
      return context.req().getRequestURI();
    }

    @Override
    public String queryString() {
      String query = context.queryString();
      return query == null ? "" : query;
    }

    @Override
    public String pathParam(String name) {
      return context.pathParam(name);
    }

    @Override
    public Map<String, List<String>> queries() {
      return context.queryParamMap();
    }

    @Override
    public @Nullable String header(String name) {
      return context.header(name);
    }

    @Override
    public @Nullable String cookie(String name) {
      return context.cookie(name);
    }

    @Override
    public String source() {
      return context.ip();
    }

    @Override
    public Optional<X509Certificate> certificate() {
      return context.req().getAttribute(CERTIFICATES) instanceof X509Certificate[] chain
              && chain.length > 0
          ? Optional.of(chain[0])
          : Optional.empty();
    }
  }

  /**
   * One that a page makes for the person who looks at it.
   *
   * @param page what the person asked for
   * @param parameters of the route
   */
  record FromPage(
      Request page,
      String method,
      String uri,
      Map<String, String> parameters,
      Map<String, String> query,
      Map<String, String> headers)
      implements Request {
    public FromPage {
      parameters = Map.copyOf(parameters);
      query = Map.copyOf(query);
      headers = Map.copyOf(headers);
    }

    @Override
    public String queryString() {
      return "";
    }

    @Override
    public String pathParam(String name) {
      String value = parameters.get(name);
      if (value == null) {
        throw new IllegalArgumentException(uri + " has no parameter " + name);
      }
      return value;
    }

    @Override
    public Map<String, List<String>> queries() {
      TreeMap<String, List<String>> lists = new TreeMap<>();
      query.forEach((name, value) -> lists.put(name, List.of(value)));
      return lists;
    }

    @Override
    public @Nullable String header(String name) {
      return headers.get(name);
    }

    @Override
    public @Nullable String cookie(String name) {
      return null;
    }

    @Override
    public String source() {
      return page.source();
    }

    @Override
    public Optional<X509Certificate> certificate() {
      return Optional.empty();
    }
  }
}
