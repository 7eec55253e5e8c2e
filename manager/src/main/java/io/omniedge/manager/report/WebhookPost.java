package io.omniedge.manager.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * One POST by HTTP/1.1 [RFC 9112] to an address that was looked at before. Java's own clients look
 * the name up once more for the connection, and may take a proxy of the environment: so this one,
 * which can do nothing else. With TLS the certificate must be of the name in the URL. Of the answer
 * only the status is read, no redirect is followed, and all of it ends in a given time.
 * Thread-safe.
 */
final class WebhookPost {
  /** The line with the status, and what a server may say before it in lines with 1xx. */
  private static final int MOST_ANSWER_BYTES = 8 << 10;

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( .*)?");

  private final SSLContext tls;
  private final Duration timeout;

  /**
   * A client.
   *
   * @param tls with the authorities that it trusts
   * @param timeout of a whole exchange
   */
  WebhookPost(SSLContext tls, Duration timeout) {
    this.tls = tls;
    this.timeout = timeout;
  }

  /**
   * Sends.
   *
   * @param addresses of the host; the first that lets itself be connected to is taken
   * @param headers beside those that are of HTTP itself
   * @return status of the answer, 200 to 599
   * @throws IOException if it was not sent, or no answer came
   */
  int send(URI url, List<InetAddress> addresses, Map<String, String> headers, byte[] body)
      throws IOException {
    long endNanos = System.nanoTime() + timeout.toNanos();
    IOException reason = new IOException("the host has no address");
    for (InetAddress address : addresses) {
      int leftMillis = (int) ((endNanos - System.nanoTime()) / 1_000_000);
      if (leftMillis <= 0) {
        break;
      }
      try (Socket socket = new Socket(Proxy.NO_PROXY)) {
        try {
          socket.connect(new InetSocketAddress(address, port(url)), leftMillis);
        } catch (IOException e) {
          reason = e;
          continue;
        }
        CompletableFuture<Void> end = closing(socket, endNanos);
        try {
          return exchange(socket, url, headers, body);
        } catch (IOException e) {
          throw System.nanoTime() - endNanos >= 0
              ? new SocketTimeoutException("it takes too long")
              : e;
        } finally {
          boolean _ = end.cancel(false);
        }
      }
    }
    throw reason;
  }

  /** Whoever answers a byte from time to time would be within every limit of a single read. */
  private static CompletableFuture<Void> closing(Socket socket, long atNanos) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            socket.close();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        CompletableFuture.delayedExecutor(atNanos - System.nanoTime(), TimeUnit.NANOSECONDS));
  }

  private int exchange(Socket connected, URI url, Map<String, String> headers, byte[] body)
      throws IOException {
    Socket socket = isTls(url) ? secured(connected, url.getHost()) : connected;
    OutputStream out = socket.getOutputStream();
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head(url, headers, body.length).getBytes(StandardCharsets.US_ASCII));
    request.writeBytes(body);
    out.write(request.toByteArray());
    out.flush();
    return status(socket.getInputStream());
  }

  private SSLSocket secured(Socket connected, String host) throws IOException {
    SSLSocket socket =
        (SSLSocket) tls.getSocketFactory().createSocket(connected, unbracketed(host), 443, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS"); // the certificate is of that host
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static boolean isTls(URI url) {
    return "https".equals(url.getScheme());
  }

  private static int port(URI url) {
    return url.getPort() >= 0 ? url.getPort() : isTls(url) ? 443 : 80;
  }

  /** A URL has no line ends, and neither have our headers. */
  private static String head(URI url, Map<String, String> headers, int length) {
    URI ascii = URI.create(url.toASCIIString());
    String path = ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
    StringBuilder head = new StringBuilder("POST ").append(path);
    if (ascii.getRawQuery() != null) {
      head.append('?').append(ascii.getRawQuery());
    }
    head.append(" HTTP/1.1\r\nHost: ").append(ascii.getHost());
    if (ascii.getPort() >= 0) {
      head.append(':').append(ascii.getPort());
    }
    head.append("\r\nConnection: close\r\nContent-Length: ").append(length).append("\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return head.append("\r\n").toString();
  }

  private static int status(InputStream in) throws IOException {
    int room = MOST_ANSWER_BYTES;
    while (true) {
      String line = line(in, room);
      room -= line.length() + 2;
      Matcher status = STATUS.matcher(line);
      if (!status.matches()) {
        throw new IOException("it answers something else than HTTP/1.1");
      }
      int code = Integer.parseInt(status.group(1));
      if (code >= 200) {
        return code;
      }
      while (!line.isEmpty()) {
        line = line(in, room);
        room -= line.length() + 2;
      }
    }
  }

  private static String line(InputStream in, int most) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("it ends the connection without an answer");
      }
      if (line.length() >= most) {
        throw new IOException("its answer has no end");
      }
      line.append((char) next);
    }
    int end = line.length();
    return line.substring(0, end > 0 && line.charAt(end - 1) == '\r' ? end - 1 : end);
  }
}
