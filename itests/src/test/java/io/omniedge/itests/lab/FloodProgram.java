package io.omniedge.itests.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.bouncycastle.crypto.digests.Blake2sDigest;

/**
 * A program of its own: floods a gateway with handshake initiations that are junk but for a valid
 * mac1, which anybody can compute who knows the public key, so that each costs the gateway a
 * Diffie-Hellman until it defends itself with cookies [WG 5.3].
 *
 * <p>Usage: {@code ADDRESS PORT PUBLIC-KEY SECONDS}; prints {@code flooding} at the beginning and
 * sends {@value #PER_SECOND} a second. That is many times what a gateway can answer, and little
 * enough for the socket buffers not to decide at random who is heard.
 */
final class FloodProgram {
  private static final int INITIATION_BYTES = 148;
  private static final int MAC1_OFFSET = 116;
  private static final int DIFFERENT = 4096;
  private static final int PER_SECOND = 20_000;
  private static final int TICKS_PER_SECOND = 1000;
  private static final long NANOS_PER_TICK = 1_000_000_000L / TICKS_PER_SECOND;

  private FloodProgram() {}

  public static void main(String[] args) throws IOException {
    InetSocketAddress to = new InetSocketAddress(args[0], Integer.parseInt(args[1]));
    ByteBuffer[] junk = junk(Base64.getDecoder().decode(args[2]));
    long ticks = Long.parseLong(args[3]) * TICKS_PER_SECOND;
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.connect(to);
      System.out.println("flooding");
      long start = System.nanoTime();
      int next = 0;
      for (long tick = 1; tick <= ticks; tick++) {
        for (int i = 0; i < PER_SECOND / TICKS_PER_SECOND; i++) {
          channel.write(junk[next].rewind());
          next = (next + 1) % DIFFERENT;
        }
        LockSupport.parkNanos(start + tick * NANOS_PER_TICK - System.nanoTime());
      }
    }
  }

  private static ByteBuffer[] junk(byte[] publicKey) {
    byte[] label = "mac1----".getBytes(StandardCharsets.US_ASCII);
    Blake2sDigest hash = new Blake2sDigest(256);
    hash.update(label, 0, label.length);
    hash.update(publicKey, 0, publicKey.length);
    byte[] mac1Key = new byte[32];
    hash.doFinal(mac1Key, 0);
    SplittableRandom random = new SplittableRandom(1);
    ByteBuffer[] junk = new ByteBuffer[DIFFERENT];
    for (int i = 0; i < DIFFERENT; i++) {
      byte[] message = new byte[INITIATION_BYTES];
      byte[] content = new byte[MAC1_OFFSET - 4];
      random.nextBytes(content);
      message[0] = 1;
      System.arraycopy(content, 0, message, 4, content.length);
      Blake2sDigest mac = new Blake2sDigest(mac1Key, 16, null, null);
      mac.update(message, 0, MAC1_OFFSET);
      mac.doFinal(message, MAC1_OFFSET);
      junk[i] = ByteBuffer.allocateDirect(INITIATION_BYTES).put(message);
    }
    return junk;
  }
}
