package io.omniedge.bench;

import io.omniedge.bench.fleet.Authority;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;

/** The manager's REST interface, as its owner uses it. Used by one thread. */
final class ManagerApi implements AutoCloseable {
  /** Everybody may reach everybody: each member of a network is a peer of all others. */
  private static final String MESH =
      "{\"rules\": [{\"id\": \"all\", \"between\": [\"any\"], \"and\": [\"any\"]}]}";

  private final HttpClient client;
  private final int port;
  private final String key;

  ManagerApi(Authority authority, int port, String key) throws BenchException {
    this.port = port;
    this.key = key;
    try {
      SSLContext tls = SSLContext.getInstance("TLSv1.3");
      tls.init(null, authority.trust().getTrustManagers(), null);
      client = HttpClient.newBuilder().sslContext(tls).build();
    } catch (GeneralSecurityException e) {
      throw new BenchException("no TLS 1.3", e);
    }
  }

  /** Makes a network in which all may reach each other; returns the text of a setup key for it. */
  String network(String name) throws BenchException {
    String id =
        text(send("POST", "/networks", JsonObject.builder().put("name", name).build()), "id");
    String path = "/networks/" + id;
    send("PUT", path + "/policy", JsonObject.builder().put("document", MESH).build());
    JsonObject request =
        JsonObject.builder()
            .put("name", "for the benchmark")
            .put("autoApprove", true)
            .put("maxUses", 0)
            .build();
    return text(send("POST", path + "/setup-keys", request), "text");
  }

  void rename(String device, String name) throws BenchException {
    send("PATCH", "/devices/" + device, JsonObject.builder().put("name", name).build());
  }

  void revoke(String device) throws BenchException {
    send("POST", "/devices/" + device + "/revoke", JsonObject.EMPTY);
  }

  /** One of the manager's own figures. */
  double metric(String name) throws BenchException {
    String all = exchange(request("/metrics").GET());
    for (String line : all.split("\n")) {
      if (line.startsWith(name + " ")) {
        return Double.parseDouble(line.substring(name.length() + 1));
      }
    }
    throw new BenchException("the manager has no figure " + name);
  }

  private JsonObject send(String method, String path, JsonObject body) throws BenchException {
    String answer =
        exchange(
            request(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body.toJson())));
    try {
      return JsonReader.readObject(answer.getBytes(StandardCharsets.UTF_8), 1 << 20);
    } catch (ProtocolException e) {
      throw new BenchException("the manager answers " + answer, e);
    }
  }

  private static String text(JsonObject object, String name) throws BenchException {
    try {
      return Fields.of(object).text(name, 1_000);
    } catch (ProtocolException e) {
      throw new BenchException("the manager answers " + object.toJson(), e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/api/v1" + path))
        .header("Authorization", "Bearer " + key);
  }

  private String exchange(HttpRequest.Builder builder) throws BenchException {
    HttpRequest request = builder.build();
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      if (response.statusCode() >= 300) {
        throw new BenchException(request.uri() + ": " + response.body());
      }
      return response.body();
    } catch (IOException e) {
      throw new BenchException("no answer to " + request.uri(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
