package io.omniedge.manager.http;

import io.omniedge.manager.access.Access;
import io.omniedge.manager.access.Permission;
import io.omniedge.manager.access.Principal;
import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.net.Names;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One request. For the thread that handles it. */
public final class Call {
  /** Of a request's body. */
  public static final int MAX_BODY_BYTES = 1 << 20;

  private static final Pattern ETAG = Pattern.compile("\"([0-9]{1,16})\"");

  private final Request request;
  private final @Nullable Principal principal;
  private final byte[] body;

  Call(Request request, Optional<Principal> principal, byte[] body) {
    this.request = request;
    this.principal = principal.orElse(null);
    this.body = body;
  }

  /** Who asks. Not for public routes. */
  public Principal principal() {
    if (principal == null) {
      throw Problem.unauthenticated("this needs an API key or a session");
    }
    return principal;
  }

  /** The tenant of the one who asks. */
  public String tenant() {
    return principal().tenant();
  }

  /** An identifier from the path; what has another shape is not found. */
  public String id(String name) {
    String value = request.pathParam(name);
    if (!Names.ID.matcher(value).matches()) {
      throw Problem.notFound(name, value);
    }
    return value;
  }

  /** A parameter of the path. */
  public String path(String name) {
    return request.pathParam(name);
  }

  /** A parameter of the query. */
  public Optional<String> query(String name) {
    Optional<String> value = request.queries().getOrDefault(name, List.of()).stream().findFirst();
    if (value.isPresent() && value.get().length() > 1_000) {
      throw Problem.invalid(name, value.get(), "at most 1000 characters are taken");
    }
    // Nothing that is looked for has them, and PostgreSQL takes no NUL.
    if (value.isPresent() && value.get().chars().anyMatch(Character::isISOControl)) {
      throw Problem.invalid(name, value.get(), "it has control characters");
    }
    return value;
  }

  /** A number in the query. */
  public long query(String name, long min, long max, long otherwise) {
    Optional<String> text = query(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    if (text.get().matches("[0-9]{1,16}")) {
      long value = Long.parseLong(text.get());
      if (value >= min && value <= max) {
        return value;
      }
    }
    throw Problem.invalid(name, text.get(), "it must be a number from " + min + " to " + max);
  }

  /** The members of the document in the body, of which there may be more than we know. */
  public Fields fields() throws ProtocolException {
    return Fields.of(document());
  }

  /** Likewise, of which there may be these and no others: who mistypes one is told so. */
  public Fields fields(String... known) throws ProtocolException {
    Fields fields = fields();
    Set<String> all = new TreeSet<>(List.of(known));
    for (String name : fields.object().members().keySet()) {
      if (!all.contains(name)) {
        throw fields.wrong(
            name, "", "there is no such member, but there are " + String.join(", ", all));
      }
    }
    return fields;
  }

  /** The document in the body. */
  public JsonObject document() throws ProtocolException {
    return JsonReader.readObject(body, MAX_BODY_BYTES);
  }

  /** The fields of the form in the body; none if it is no form. */
  public Form form() {
    return Form.read(contentType(), body);
  }

  private String contentType() {
    return header("Content-Type").orElse("");
  }

  /** A cookie; empty if it was not sent. */
  public String cookie(String name) {
    String value = request.cookie(name);
    return value == null ? "" : value;
  }

  /** The cookie of a session; empty if it was not sent. */
  public String session() {
    return cookie(Access.COOKIE);
  }

  /** Whether somebody is known to ask. */
  public Optional<Principal> whoAsks() {
    return Optional.ofNullable(principal);
  }

  /** The path that was asked for, as it was sent. */
  public String path() {
    return request.uri();
  }

  /** What follows the question mark; empty if nothing does. */
  public String queryString() {
    return request.queryString();
  }

  /** Of HTTP. */
  public String method() {
    return request.method();
  }

  /** All parameters of the query. */
  public Map<String, List<String>> queries() {
    return request.queries();
  }

  /** What a page asks the programs' interface for the person who looks at it. */
  Call within(
      String method,
      String uri,
      Map<String, String> parameters,
      Map<String, String> query,
      Map<String, String> headers,
      byte[] document) {
    return new Call(
        new Request.FromPage(request, method, uri, parameters, query, headers),
        whoAsks(),
        document);
  }

  /** The file in the body. */
  public byte[] file() {
    return body.clone();
  }

  /** Of the device that asks. Only for routes with {@link Permission#DEVICE}. */
  public X509Certificate certificate() {
    return request
        .certificate()
        .orElseThrow(() -> Problem.unauthenticated("this needs the certificate of a device"));
  }

  /** The body as it came. */
  byte[] body() {
    return body;
  }

  /** Whether there is no body. */
  public boolean isEmpty() {
    return body.length == 0;
  }

  /** A header. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(request.header(name));
  }

  /** The version that the caller changes, from If-Match; nothing if any will do. */
  public OptionalLong ifMatch() {
    Optional<String> header = header("If-Match");
    if (header.isEmpty() || header.get().equals("*")) {
      return OptionalLong.empty();
    }
    var revision = ETAG.matcher(header.get());
    if (!revision.matches()) {
      throw Problem.of(
              412,
              "precondition-failed",
              "It was changed meanwhile",
              "If-Match must be an ETag that was given, as \"7\"")
          .at("If-Match");
    }
    return OptionalLong.of(Long.parseLong(revision.group(1)));
  }

  /** Where the request comes from. */
  public InetAddress source() {
    try {
      return InetAddress.getByName(request.source());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("Jetty gives addresses", e);
    }
  }
}
