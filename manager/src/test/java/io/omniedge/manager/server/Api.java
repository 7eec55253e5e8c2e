package io.omniedge.manager.server;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Calls a manager over HTTPS, as one who has an API key, or as nobody. */
final class Api {
  private final HttpClient client;
  private final int port;
  private final String key;

  private Api(HttpClient client, int port, String key) {
    this.client = client;
    this.port = port;
    this.key = key;
  }

  static Api of(Path authority, int port, String key) {
    try {
      SSLContext tls = SSLContext.getInstance("TLSv1.3");
      tls.init(null, trust(authority).getTrustManagers(), null);
      return new Api(HttpClient.newBuilder().sslContext(tls).build(), port, key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static TrustManagerFactory trust(Path authority) {
    try (var in = Files.newInputStream(authority)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry(
          "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      return factory;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  Api as(String otherKey) {
    return new Api(client, port, otherKey);
  }

  /** An answer, with a short way to what is in it. */
  record Reply(int status, HttpResponse<String> response) {
    JsonObject json() {
      try {
        return (JsonObject) JsonReader.read(response.body());
      } catch (ProtocolException e) {
        throw new AssertionError(response.body(), e);
      }
    }

    String text(String name) {
      return json().find(name).orElseThrow(() -> new AssertionError(this)) instanceof JsonString s
          ? s.value()
          : json().find(name).orElseThrow().toJson();
    }

    List<JsonObject> items() {
      return ((JsonArray) json().find("items").orElseThrow())
          .elements().stream().map(item -> (JsonObject) item).toList();
    }

    /** The answer, which must have this status. */
    Reply expect(int wanted) {
      if (status != wanted) {
        throw new AssertionError("wanted " + wanted + ": " + this);
      }
      return this;
    }

    @Override
    public String toString() {
      return response.request().method()
          + " "
          + response.uri().getPath()
          + ": "
          + status
          + " "
          + response.body();
    }
  }

  Reply get(String path) {
    return send(request(path).GET());
  }

  Reply post(String path, JsonValue body, String... headers) {
    return with("POST", path, body.toJson(), headers);
  }

  Reply post(String path) {
    return with("POST", path, "");
  }

  Reply put(String path, JsonValue body, String... headers) {
    return with("PUT", path, body.toJson(), headers);
  }

  Reply patch(String path, JsonValue body) {
    return with("PATCH", path, body.toJson());
  }

  Reply delete(String path) {
    return send(request(path).DELETE());
  }

  Reply with(String method, String path, String body, String... headers) {
    HttpRequest.Builder request = request(path).method(method, BodyPublishers.ofString(body));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  /** Sends a file. */
  Reply file(String path, byte[] file, String type) {
    return send(request(path).header("Content-Type", type).POST(BodyPublishers.ofByteArray(file)));
  }

  /** A page for people. */
  Reply page(String path) {
    return send(at(path).header("Accept", "text/html").GET());
  }

  /** Sends a form of a page. */
  Reply submit(String path, String form) {
    return send(
        at(path)
            .header("Accept", "text/html")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)));
  }

  /** Sends a form as a page of this manager does. */
  Reply submitHere(String path, String form) {
    return send(
        at(path)
            .header("Accept", "text/html")
            .header("Sec-Fetch-Site", "same-origin")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)));
  }

  private HttpRequest.Builder request(String path) {
    return at("/api/v1" + path);
  }

  private HttpRequest.Builder at(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("https://localhost:" + port + path));
    return key.isEmpty() ? request : request.header("Authorization", "Bearer " + key);
  }

  private Reply send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      return new Reply(response.statusCode(), response);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static JsonObject json(String text) {
    try {
      return (JsonObject) JsonReader.read(text.replace('\'', '"'));
    } catch (ProtocolException e) {
      throw new IllegalStateException(e);
    }
  }
}
