package io.omniedge.manager.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonReader;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A browser as the server sees it: keeps cookies, sends forms with their token. */
final class Visit {
  private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

  private final Site site;
  private final HttpClient client;
  private final Map<String, String> cookies = new LinkedHashMap<>();
  private final Map<String, String> headers = new LinkedHashMap<>();
  private String csrf = "";

  Visit(Site site) {
    this.site = site;
    this.client = HttpClient.newBuilder().sslContext(trusting(site)).build();
    headers.put("Sec-Fetch-Site", "same-origin");
    headers.put("Accept", "text/html");
  }

  private static SSLContext trusting(Site site) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("authority", site.authority.certificate());
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  Visit with(String header, String value) {
    headers.put(header, value);
    return this;
  }

  Visit without(String header) {
    headers.remove(header);
    return this;
  }

  Map<String, String> cookies() {
    return cookies;
  }

  String session() {
    return cookies.getOrDefault("__Host-omniedge", "");
  }

  /** The token that the last page's forms had. */
  String csrf() {
    return csrf;
  }

  HttpResponse<String> get(String path) {
    return send("GET", path, "");
  }

  /** Sends a form with the token of the last page. */
  HttpResponse<String> post(String path, Map<String, String> fields) {
    Map<String, String> all = new LinkedHashMap<>(fields);
    if (!csrf.isEmpty()) {
      all.putIfAbsent("csrf", csrf);
    }
    return send("POST", path, form(all));
  }

  /** Sends a form as a program does. */
  Fields program(String path, int status, Map<String, String> fields) {
    HttpResponse<String> answer = send("POST", path, form(fields));
    assertEquals(status, answer.statusCode(), answer.body());
    try {
      return Fields.of(
          JsonReader.readObject(answer.body().getBytes(StandardCharsets.UTF_8), 100_000));
    } catch (ProtocolException e) {
      throw new AssertionError(answer.body(), e);
    }
  }

  private static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  HttpResponse<String> send(String method, String path, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("https://localhost:" + site.port + path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/x-www-form-urlencoded");
    }
    headers.forEach(request::header);
    if (!cookies.isEmpty()) {
      request.header(
          "Cookie",
          cookies.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    HttpResponse<String> answer;
    try {
      answer = client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    keepCookies(answer);
    Matcher token = CSRF.matcher(answer.body());
    if (token.find()) {
      csrf = token.group(1);
    }
    return answer;
  }

  private void keepCookies(HttpResponse<String> answer) {
    for (String cookie : answer.headers().allValues("Set-Cookie")) {
      String[] pair = cookie.split(";", 2)[0].split("=", 2);
      if (cookie.contains("Max-Age=0")) {
        cookies.remove(pair[0]);
      } else {
        cookies.put(pair[0], pair[1]);
      }
    }
  }

  /** Signs in with the usual password. */
  Visit signIn(String name) {
    HttpResponse<String> answer = post("/sign-in", Map.of("name", name, "password", Site.PASSWORD));
    assertEquals(303, answer.statusCode(), answer.body());
    get("/account");
    return this;
  }

  static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElse("");
  }
}
