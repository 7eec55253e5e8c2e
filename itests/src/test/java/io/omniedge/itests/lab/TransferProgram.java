package io.omniedge.itests.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * A program of its own that runs inside the namespaces: sends pseudo-random bytes over TCP, or
 * receives them, and prints how many there were and their SHA-256. See {@link Transfer}.
 *
 * <p>Usage: {@code receive ADDRESS} prints {@code listening on PORT} and waits for one connection;
 * {@code send ADDRESS PORT BYTES STOP} sends that many bytes, or fewer if a file called STOP
 * appears.
 */
final class TransferProgram {
  private static final int BLOCK = 1 << 16;
  private static final int STALLED_MILLIS = 25_000;

  private TransferProgram() {}

  public static void main(String[] args) throws IOException, GeneralSecurityException {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    long bytes =
        args[0].equals("receive")
            ? receive(InetAddress.getByName(args[1]), sha256)
            : send(
                new InetSocketAddress(args[1], Integer.parseInt(args[2])),
                Long.parseLong(args[3]),
                Path.of(args[4]),
                sha256);
    System.out.println("done: " + bytes + " bytes " + HexFormat.of().formatHex(sha256.digest()));
  }

  private static long receive(InetAddress address, MessageDigest sha256) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, address)) {
      server.setSoTimeout(STALLED_MILLIS);
      System.out.println("listening on " + server.getLocalPort());
      try (Socket socket = server.accept()) {
        socket.setSoTimeout(STALLED_MILLIS);
        InputStream in = socket.getInputStream();
        byte[] block = new byte[BLOCK];
        long bytes = 0;
        for (int n = in.read(block); n > 0; n = in.read(block)) {
          sha256.update(block, 0, n);
          bytes += n;
        }
        return bytes;
      }
    }
  }

  private static long send(InetSocketAddress to, long bytes, Path stop, MessageDigest sha256)
      throws IOException {
    SplittableRandom random = new SplittableRandom(bytes);
    long sent = 0;
    try (Socket socket = new Socket()) {
      socket.connect(to, STALLED_MILLIS);
      OutputStream out = socket.getOutputStream();
      byte[] block = new byte[BLOCK];
      while (sent < bytes && !Files.exists(stop)) {
        random.nextBytes(block);
        int n = (int) Math.min(bytes - sent, BLOCK);
        sha256.update(block, 0, n);
        out.write(block, 0, n);
        if (sent == 0) {
          System.out.println("sending");
        }
        sent += n;
      }
    }
    return sent;
  }
}
