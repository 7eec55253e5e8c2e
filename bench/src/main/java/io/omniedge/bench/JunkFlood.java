package io.omniedge.bench;

import io.omniedge.transport.crypto.Blake2s;
import io.omniedge.transport.crypto.CryptoOptions;
import io.omniedge.transport.crypto.CryptoSuite;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends handshake initiations that no peer made, at a fixed rate, or stands for a port where nobody
 * reads.
 *
 * <pre>
 *   java io.omniedge.bench.JunkFlood send ADDRESS PORT PER-SECOND SOURCES [PUBLIC-KEY]
 *   java io.omniedge.bench.JunkFlood sink PORT
 * </pre>
 *
 * With a public key, mac1 is right: the attacker knows whom he floods. The addresses 203.0.113.1 …
 * are the sources. Both run until they are ended; both print one line when they have begun.
 */
public final class JunkFlood {
  private static final int INITIATION_BYTES = 148;
  private static final int MAC1_OFFSET = 116;
  private static final int MESSAGES = 4096;
  private static final long TICK_NANOS = 1_000_000;
  private static final int TICKS_PER_SECOND = 1000;
  private static final int SINK_BUFFER_BYTES = 4096;

  private JunkFlood() {}

  /** See the class. */
  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("sink")) {
      sink(Integer.parseInt(arguments[1]));
      return;
    }
    InetSocketAddress target =
        new InetSocketAddress(InetAddress.getByName(arguments[1]), Integer.parseInt(arguments[2]));
    List<DatagramChannel> sources = new ArrayList<>();
    for (int i = 1; i <= Integer.parseInt(arguments[4]); i++) {
      DatagramChannel source = DatagramChannel.open(StandardProtocolFamily.INET);
      source.bind(new InetSocketAddress(InetAddress.getByName("203.0.113." + i), 0));
      source.connect(target);
      source.configureBlocking(false);
      sources.add(source);
    }
    List<ByteBuffer> messages = messages(arguments.length > 5 ? arguments[5] : "");
    System.out.println("flooding " + target);
    send(sources, messages, Integer.parseInt(arguments[3]) / TICKS_PER_SECOND);
  }

  private static void sink(int port) throws Exception {
    try (DatagramChannel channel = DatagramChannel.open()) {
      // A full buffer of a few datagrams costs the kernel what any closed door costs it.
      channel.setOption(StandardSocketOptions.SO_RCVBUF, SINK_BUFFER_BYTES);
      channel.bind(new InetSocketAddress(port));
      System.out.println("not reading port " + port);
      LockSupport.park();
    }
  }

  private static List<ByteBuffer> messages(String publicKey) throws Exception {
    Random random = new Random(1);
    List<ByteBuffer> messages = new ArrayList<>();
    byte[] mac1Key = new byte[Blake2s.HASH_BYTES];
    Blake2s blake2s = CryptoSuite.select(CryptoOptions.fromSystemProperties()).blake2s();
    if (!publicKey.isEmpty()) {
      byte[] label = "mac1----".getBytes(StandardCharsets.US_ASCII);
      blake2s.hash(mac1Key, label, Base64.getDecoder().decode(publicKey));
    }
    for (int i = 0; i < MESSAGES; i++) {
      byte[] message = new byte[INITIATION_BYTES];
      random.nextBytes(message);
      ByteBuffer.wrap(message).putInt(0, 0x01000000);
      if (!publicKey.isEmpty()) {
        byte[] mac1 = new byte[Blake2s.MAC_BYTES];
        blake2s.mac(mac1, mac1Key, message, 0, MAC1_OFFSET);
        System.arraycopy(mac1, 0, message, MAC1_OFFSET, mac1.length);
      }
      messages.add(ByteBuffer.allocateDirect(INITIATION_BYTES).put(message).flip());
    }
    return messages;
  }

  private static void send(List<DatagramChannel> sources, List<ByteBuffer> messages, int perTick)
      throws Exception {
    long start = System.nanoTime();
    int source = 0;
    int message = 0;
    for (long tick = 1; ; tick++) {
      for (int i = 0; i < perTick; i++) {
        // A full send buffer loses the message, as a full wire would.
        sources.get(source).write(messages.get(message).rewind());
        source = (source + 1) % sources.size();
        message = (message + 1) % MESSAGES;
      }
      LockSupport.parkNanos(start + tick * TICK_NANOS - System.nanoTime());
    }
  }
}
