package io.omniedge.itests.lab;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
  private static final int AT_ONCE = 32;
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

  public static void main(String[] args)
      throws GeneralSecurityException, UnknownHostException, InterruptedException {
    InetAddress from = InetAddress.getByName(args[0]);
    InetSocketAddress to = new InetSocketAddress(args[1], Integer.parseInt(args[2]));
    boolean slow = args[4].equals("slow");
    SSLSocketFactory tls = trusting();
    List<Socket> open = new CopyOnWriteArrayList<>();
    AtomicInteger refused = new AtomicInteger();
    ExecutorService many = Executors.newFixedThreadPool(AT_ONCE);
    for (int i = 0; i < Integer.parseInt(args[3]); i++) {
      many.execute(
          () -> {
            try {
              open.add(slow ? ask(tls, connect(from, to)) : connect(from, to));
            } catch (IOException e) {
              refused.incrementAndGet();
            }
          });
    }
    many.shutdown();
    if (!many.awaitTermination(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException("not all were tried within a minute");
    }
    System.out.println("connected " + open.size() + ", refused " + refused);
    // Its thread keeps the program and with it the sockets.
    ScheduledExecutorService dripping = Executors.newSingleThreadScheduledExecutor();
    Future<?> unused =
        dripping.scheduleAtFixedRate(
            () -> open.removeIf(socket -> slow && !drips(socket)), 0, 500, TimeUnit.MILLISECONDS);
  }

  private static Socket connect(InetAddress from, InetSocketAddress to) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(from, 0));
    socket.connect(to, PATIENCE_MILLIS);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static Socket ask(SSLSocketFactory tls, Socket plain) throws IOException {
    Socket socket =
        tls.createSocket(plain, plain.getInetAddress().getHostAddress(), plain.getPort(), true);
    socket.getOutputStream().write(REQUEST.getBytes(US_ASCII));
    return socket;
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
