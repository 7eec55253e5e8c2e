package io.omniedge.gateway.console.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A request as an attacker builds it, and its answer. */
final class Visit {
  private final String method;
  private final String path;
  private final @Nullable String query;
  private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final StringBuilder body = new StringBuilder();
  private final Map<String, List<String>> answered = new TreeMap<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private @Nullable InputStream content;
  private String from = "192.168.50.2";
  private String cookie = "";
  private boolean told = true;
  private int status = 200;

  private Visit(String method, String address) {
    this.method = method;
    int mark = address.indexOf('?');
    this.path = mark < 0 ? address : address.substring(0, mark);
    this.query = mark < 0 ? null : address.substring(mark + 1);
    headers.put("Host", "192.168.50.1:8443");
  }

  static Visit get(String address) {
    return new Visit("GET", address);
  }

  /** A form as a browser sends it from a page of the gateway. */
  static Visit post(String address) {
    return new Visit("POST", address)
        .header("Sec-Fetch-Site", "same-origin")
        .header("Content-Type", "application/x-www-form-urlencoded");
  }

  static Visit of(String method, String address) {
    return new Visit(method, address);
  }

  Visit header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  Visit without(String name) {
    headers.remove(name);
    return this;
  }

  Visit from(String address) {
    from = address;
    return this;
  }

  Visit cookie(String token) {
    cookie = token;
    return this;
  }

  Visit with(String name, String value) {
    body.append(body.isEmpty() ? "" : "&")
        .append(URLEncoder.encode(name, UTF_8))
        .append('=')
        .append(URLEncoder.encode(value, UTF_8));
    return this;
  }

  Visit body(String text) {
    body.append(text);
    return this;
  }

  /** A body that comes as this stream, its length not told. */
  Visit body(InputStream stream) {
    content = stream;
    told = false;
    return this;
  }

  Visit untold() {
    told = false;
    return this;
  }

  int status() {
    return status;
  }

  String text() {
    return bytes.toString(UTF_8);
  }

  /** A header of the answer; empty if there is none. */
  String answer(String name) {
    return String.join("\n", answered.getOrDefault(name, List.of()));
  }

  /** The token that the answer gave. */
  String givenToken() {
    return answer("Set-Cookie").replaceAll("^__Host-omniedge=([^;]*);.*", "$1");
  }

  Visit at(ConsoleServlet servlet) {
    try {
      servlet.service(request(), response());
      return this;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  HttpServletRequest request() {
    byte[] sent = body.toString().getBytes(UTF_8);
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            Visit.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, called, arguments) ->
                switch (called.getName()) {
                  case "getMethod" -> method;
                  case "getRequestURI" -> path;
                  case "getPathInfo" -> URLDecoder.decode(path.replace("+", "%2B"), UTF_8);
                  case "getQueryString" -> query;
                  case "getHeader" -> headers.get((String) arguments[0]);
                  case "getContentType" -> headers.get("Content-Type");
                  case "getContentLengthLong" -> told ? (long) sent.length : -1L;
                  case "getRemoteAddr" -> from;
                  case "getCookies" -> cookies();
                  case "getInputStream" ->
                      new Input(content == null ? new ByteArrayInputStream(sent) : content);
                  default -> throw new UnsupportedOperationException(called.getName());
                });
  }

  private Cookie @Nullable [] cookies() {
    return cookie.isEmpty()
        ? null
        : new Cookie[] {new Cookie("other", "1"), new Cookie("__Host-omniedge", cookie)};
  }

  HttpServletResponse response() {
    return (HttpServletResponse)
        Proxy.newProxyInstance(
            Visit.class.getClassLoader(),
            new Class<?>[] {HttpServletResponse.class},
            (proxy, called, arguments) -> {
              switch (called.getName()) {
                case "setStatus" -> status = (int) arguments[0];
                case "setHeader" ->
                    answered.put((String) arguments[0], List.of((String) arguments[1]));
                case "addHeader" ->
                    answered
                        .computeIfAbsent((String) arguments[0], any -> new ArrayList<>())
                        .add((String) arguments[1]);
                case "setContentType" ->
                    answered.put("Content-Type", List.of((String) arguments[0]));
                case "setContentLength" -> {
                  // The bytes tell.
                }
                case "isCommitted" -> {
                  return false;
                }
                case "getOutputStream" -> {
                  return new Output(bytes);
                }
                default -> throw new UnsupportedOperationException(called.getName());
              }
              return null;
            });
  }

  private static final class Input extends ServletInputStream {
    private final InputStream in;

    Input(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      return in.read(into, offset, length);
    }

    @Override
    public boolean isFinished() {
      return false;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class Output extends ServletOutputStream {
    private final ByteArrayOutputStream out;

    Output(ByteArrayOutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int one) {
      out.write(one);
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new UnsupportedOperationException();
    }
  }
}
