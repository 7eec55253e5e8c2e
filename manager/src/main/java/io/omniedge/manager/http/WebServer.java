package io.omniedge.manager.http;

import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.omniedge.manager.access.Access;
import io.omniedge.manager.access.Permission;
import io.omniedge.manager.access.Principal;
import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.ProtocolException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * HTTPS: TLS 1.3 only, a virtual thread for each request, bodies bounded before they are read,
 * every error a problem document.
 */
public final class WebServer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(WebServer.class.getName());

  /** Of a request's line and headers. */
  private static final int MAX_HEADER_BYTES = 16 << 10;

  private static final long IDLE_MILLIS = 30_000;
  private static final byte[] NO_BODY = new byte[0];
  private static final String ANSWERED = "answered";

  /** PATCH may say that it is a merge patch, which is JSON [RFC 7396]. */
  private static final Pattern JSON =
      Pattern.compile(
          "application/(merge-patch\\+)?json\\s*(;\\s*charset\\s*=\\s*\"?utf-8\"?\\s*)?",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern FILE =
      Pattern.compile("application/(wasm|octet-stream)", Pattern.CASE_INSENSITIVE);

  private final Javalin server;
  private final Access access;
  private final Idempotency idempotency;
  private final Refusals refusals;
  private final List<Route> routes;
  private final SslContextFactory.Server tls = new SslContextFactory.Server();

  private WebServer(
      InetSocketAddress listen,
      SSLContext context,
      Access access,
      Idempotency idempotency,
      Refusals refusals,
      List<Route> routes) {
    this.access = access;
    this.idempotency = idempotency;
    this.refusals = refusals;
    this.routes = routes;
    tls.setSslContext(context);
    tls.setIncludeProtocols("TLSv1.3");
    // Devices that fetch show theirs. A browser has none of our authority's, and asks nobody.
    tls.setWantClientAuth(true);
    server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.concurrency.useVirtualThreads = true;
              config.jetty.addConnector(
                  (jetty, ignored) -> {
                    HttpConfiguration http = new HttpConfiguration();
                    http.setSendServerVersion(false);
                    http.setRequestHeaderSize(MAX_HEADER_BYTES);
                    // Devices pin our authority and call us by any name we are reachable by.
                    http.addCustomizer(new SecureRequestCustomizer(false));
                    ServerConnector connector =
                        new ServerConnector(
                            jetty,
                            new SslConnectionFactory(tls, HttpVersion.HTTP_1_1.asString()),
                            new HttpConnectionFactory(http));
                    connector.setHost(listen.getHostString());
                    connector.setPort(listen.getPort());
                    connector.setIdleTimeout(IDLE_MILLIS);
                    return connector;
                  });
              config.jetty.modifyServer(jetty -> jetty.setErrorHandler(new JettyProblems()));
              routes.forEach(
                  route ->
                      config.routes.addHttpHandler(
                          HandlerType.findOrCreate(route.method()),
                          route.path(),
                          ctx -> handle(route, ctx)));
              config.routes.exception(Exception.class, this::failed);
              config.routes.error(404, this::noSuchPath);
            });
  }

  /** Starts to listen. */
  public static WebServer start(
      InetSocketAddress listen,
      SSLContext context,
      Access access,
      Idempotency idempotency,
      Refusals refusals,
      List<Route> routes) {
    WebServer web = new WebServer(listen, context, access, idempotency, refusals, routes);
    web.server.start();
    return web;
  }

  /** The port, for a server that was started with port 0. */
  public int port() {
    return server.port();
  }

  /** Takes another certificate; connections that are open keep the one they have. */
  public void renew(SSLContext context) {
    try {
      tls.reload(factory -> factory.setSslContext(context));
    } catch (Exception e) { // Jetty's signature
      throw new IllegalStateException("cannot take the new certificate", e);
    }
  }

  private void handle(Route route, Context ctx) throws ProtocolException {
    protect(ctx);
    // A form carries its proof inside; any other body is left alone until we know who sends it.
    byte[] form = Form.isForm(ctx.contentType()) ? body(route, ctx) : NO_BODY;
    Optional<Principal> principal =
        switch (route.permission()) {
          case PUBLIC -> Optional.empty();
          case DEVICE -> ofDevice(ctx);
          default -> allowed(route, ctx, form);
        };
    byte[] body = form.length > 0 ? form : body(route, ctx);
    if (route.isApi()) {
      checkQuery(route, ctx);
      checkType(route, ctx, body);
    }
    Call call = new Call(Request.of(ctx), principal, body);
    if (route.permission() == Permission.PUBLIC && isForeignForm(route, ctx)) {
      throw Problem.forbidden("This form does not come from a page of this manager.");
    }
    Answer answer =
        route.method().equals("POST") && principal.isPresent() && !route.isPage()
            ? idempotency.once(call, ctx.path(), () -> route.handler().handle(call))
            : route.handler().handle(call);
    send(answer, ctx);
  }

  /** A mistyped filter would otherwise give the whole list. */
  private static void checkQuery(Route route, Context ctx) {
    ctx.queryParamMap()
        .forEach(
            (name, values) -> {
              if (!route.queries().contains(name)) {
                throw Problem.invalid(
                    name,
                    "",
                    route.queries().isEmpty()
                        ? "no parameter is taken here"
                        : "there is no such parameter, but there are "
                            + String.join(", ", new TreeSet<>(route.queries())));
              }
              if (values.size() > 1) {
                throw Problem.invalid(name, "", "it is given " + values.size() + " times");
              }
            });
  }

  /** Who says nothing of the type sends what is wanted; who says another one does not. */
  private static void checkType(Route route, Context ctx, byte[] body) {
    String type = ctx.contentType();
    Pattern wanted = route.takesFile() ? FILE : JSON;
    if (body.length > 0 && type != null && !wanted.matcher(type.strip()).matches()) {
      throw Problem.of(
              415,
              "unsupported-media-type",
              "The body is of another type",
              "\""
                  + ProtocolException.shown(type)
                  + "\": it must be "
                  + (route.takesFile() ? "application/wasm" : "application/json in UTF-8"))
          .at("Content-Type");
    }
  }

  /** TLS saw to it that the certificate is of our authority; whose it is, the handler looks at. */
  private static Optional<Principal> ofDevice(Context ctx) {
    if (Request.of(ctx).certificate().isEmpty()) {
      throw Problem.unauthenticated("this needs the certificate of a device");
    }
    return Optional.empty();
  }

  private static void protect(Context ctx) {
    ctx.header("Cache-Control", "no-store");
    ctx.header("X-Content-Type-Options", "nosniff");
  }

  private static void send(Answer answer, Context ctx) {
    ctx.attribute(ANSWERED, true);
    ctx.status(answer.status());
    answer.headers().forEach(ctx::header);
    answer.cookies().forEach(cookie -> ctx.res().addHeader("Set-Cookie", cookie));
    if (!answer.contentType().isEmpty()) {
      ctx.contentType(answer.contentType());
      ctx.result(answer.bytes());
    }
  }

  /** A form for somebody who is not signed in yet, sent by a page of somebody else. */
  private static boolean isForeignForm(Route route, Context ctx) {
    return route.isPage() && !route.method().equals("GET") && !isFromHere(ctx);
  }

  /** What browsers say of where a request was made; what says nothing is no browser of today. */
  private static boolean isFromHere(Context ctx) {
    String site = ctx.header("Sec-Fetch-Site");
    if (site != null) {
      return site.equals("same-origin");
    }
    String origin = ctx.header("Origin");
    String host = ctx.header("Host");
    return origin != null && host != null && origin.equals("https://" + host);
  }

  private Optional<Principal> allowed(Route route, Context ctx, byte[] form) {
    Optional<String> bearer =
        Optional.ofNullable(ctx.header("Authorization"))
            .filter(header -> header.regionMatches(true, 0, "Bearer ", 0, 7))
            .map(header -> header.substring(7).strip());
    Optional<String> proof =
        Optional.ofNullable(ctx.header("X-CSRF-Token"))
            .or(() -> Form.read(String.valueOf(ctx.contentType()), form).find("csrf"));
    boolean refreshes = ctx.header("HX-Request") != null && route.method().equals("GET");
    Principal principal =
        access
            .identify(
                new Access.Credentials(
                    route.method(),
                    bearer,
                    Optional.ofNullable(ctx.cookie(Access.COOKIE)),
                    proof,
                    isFromHere(ctx),
                    !refreshes))
            .orElseThrow(() -> Problem.unauthenticated("this needs an API key or a session"));
    if (!principal.role().allows(route.permission())) {
      throw Problem.forbidden(
          "role " + principal.role().text() + " lacks the permission " + route.permission().text());
    }
    return Optional.of(principal);
  }

  /** At most one byte more than we take is ever in memory. */
  private static byte[] body(Route route, Context ctx) {
    try (InputStream in = ctx.req().getInputStream()) {
      if (ctx.req().getContentLengthLong() > Call.MAX_BODY_BYTES) {
        throw tooLarge(route);
      }
      byte[] body = in.readNBytes(Call.MAX_BODY_BYTES + 1);
      if (body.length > Call.MAX_BODY_BYTES) {
        throw tooLarge(route);
      }
      return body;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Problem tooLarge(Route route) {
    String place = route.takesFile() ? "package" : "body";
    return Problem.of(
            413,
            "too-large",
            "The body is too large",
            place + ": at most " + Call.MAX_BODY_BYTES + " bytes are taken")
        .at(place);
  }

  private void failed(Exception e, Context ctx) {
    switch (e) {
      case Problem problem -> write(problem, ctx);
      case ProtocolException wrong -> write(Problem.of(wrong), ctx);
      case HttpResponseException known ->
          write(
              Problem.of(known.getStatus(), "http", "HTTP", String.valueOf(known.getMessage())),
              ctx);
      default -> {
        LOG.log(Logger.Level.ERROR, ctx.method() + " " + ctx.path(), e);
        write(Problem.of(500, "internal", "Our fault", "it is in the log of the manager"), ctx);
      }
    }
  }

  private void noSuchPath(Context ctx) {
    if (ctx.attribute(ANSWERED) != null) {
      return;
    }
    String allowed =
        routes.stream()
            .filter(route -> route.isAt(ctx.path()))
            .map(Route::method)
            .flatMap(method -> method.equals("GET") ? Stream.of(method, "HEAD") : Stream.of(method))
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    if (allowed.isEmpty()) {
      write(Problem.of(404, "not-found", "Not found", "there is nothing at this path"), ctx);
    } else {
      ctx.header("Allow", allowed);
      write(
          Problem.of(
              405,
              "method-not-allowed",
              "Not this method",
              "what is at this path takes " + allowed + " only"),
          ctx);
    }
  }

  private void write(Problem problem, Context ctx) {
    ctx.status(problem.status());
    problem.retryAfterSeconds().ifPresent(s -> ctx.header("Retry-After", Long.toString(s)));
    if (problem.status() == 401) {
      ctx.header("WWW-Authenticate", "Bearer");
    }
    if (problem.status() == 413) {
      ctx.header("Connection", "close"); // what follows is not read
    }
    protect(ctx);
    ctx.attribute(ANSWERED, true);
    if (!isForPeople(ctx) || !isShown(problem, ctx)) {
      ctx.contentType("application/problem+json");
      ctx.result(problem.toJson().toBytes());
    }
  }

  private boolean isShown(Problem problem, Context ctx) {
    try {
      send(refusals.show(problem, new Call(Request.of(ctx), Optional.empty(), NO_BODY)), ctx);
      return true;
    } catch (RuntimeException e) { // the database is gone, say: the problem itself is told still
      LOG.log(Logger.Level.ERROR, "cannot show a problem", e);
      return false;
    }
  }

  /** Programs have paths of their own; whoever else asks for HTML reads with eyes. */
  private static boolean isForPeople(Context ctx) {
    String accept = ctx.header("Accept");
    return Route.isPage(ctx.path()) && accept != null && accept.contains("text/html");
  }

  @Override
  public void close() {
    server.stop();
  }
}
