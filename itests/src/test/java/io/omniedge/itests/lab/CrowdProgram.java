package io.omniedge.itests.lab;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A program of its own that runs inside the namespaces: see {@link Crowd}.
 *
 * <p>Usage: {@code FROM ADDRESS PORT COUNT idle|slow}
 */
final class CrowdProgram {
  private static final int PATIENCE_MILLIS = 2000;
  private static final long PAUSE_NANOS = 500_000_000;
  private static final String REQUEST =
      String.join(
          "\r\n",
          "POST /sign-in HTTP/1.1",
          "Host: x",
          "Sec-Fetch-Site: same-origin",
          "Content-Type: application/x-www-form-urlencoded",
          "Content-Length: 100000",
          "",
          "");

  private CrowdProgram() {}

  public static void main(String[] args) throws IOException, GeneralSecurityException {
    InetAddress from = InetAddress.getByName(args[0]);
    InetSocketAddress to = new InetSocketAddress(args[1], Integer.parseInt(args[2]));
    boolean slow = args[4].equals("slow");
    SSLSocketFactory tls = trusting();
    List<Socket> open = new ArrayList<>();
    int refused = 0;
    for (int i = 0; i < Integer.parseInt(args[3]); i++) {
      try {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(to, PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        if (slow) {
          socket = tls.createSocket(socket, args[1], to.getPort(), true);
          socket.getOutputStream().write(REQUEST.getBytes(US_ASCII));
        }
        open.add(socket);
      } catch (IOException e) {
        refused++;
      }
    }
    System.out.println("connected " + open.size() + ", refused " + refused);
    while (true) {
      LockSupport.parkNanos(PAUSE_NANOS);
      open.removeIf(socket -> slow && !drips(socket));
    }
  }

  private static boolean drips(Socket socket) {
    try {
      socket.getOutputStream().write('x');
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static SSLSocketFactory trusting() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    X509TrustManager anybody =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String type) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String type) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    context.init(null, new TrustManager[] {anybody}, null);
    return context.getSocketFactory();
  }
}
