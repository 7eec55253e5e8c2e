package io.omniedge.itests.lab;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A program of its own that runs inside the namespaces: asks a web server once and prints the
 * status, the type of the answer and the answer. See {@link Scrape}.
 *
 * <p>Usage: {@code URL [HEADER VALUE]…}
 */
final class HttpProgram {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private HttpProgram() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(args[0])).timeout(DEADLINE);
    for (int i = 1; i + 1 < args.length; i += 2) {
      request.header(args[i], args[i + 1]);
    }
    HttpClient client = HttpClient.newBuilder().connectTimeout(DEADLINE).build();
    HttpResponse<byte[]> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    String head =
        response.statusCode()
            + "\n"
            + response.headers().firstValue("Content-Type").orElse("")
            + "\n";
    System.out.write(head.getBytes(StandardCharsets.UTF_8));
    System.out.write(response.body());
    System.out.flush();
  }
}
