package io.omniedge.bench;

import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.Offload;
import io.omniedge.tun.TunDevice;
import io.omniedge.tun.packet.Coalescer;
import io.omniedge.tun.packet.Segmenter;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What Java does to a packet besides encryption: nanoseconds for each packet cut from a superpacket
 * or gathered into one. One thread, the best of many rounds, so that a busy machine tells the same
 * as a quiet one. Prints a table; plain Java 17, so that both runtimes can be compared.
 */
public final class PacketBench {
  private static final int ROUNDS = 200;
  private static final int REPEATS = 200;
  private static final int SEGMENTS = 45;
  private static final int PAYLOAD = 1380;

  private PacketBench() {}

  /** Takes no arguments. */
  public static void main(String[] args) {
    System.out.printf("Java %s, ns per packet%n", Runtime.version());
    // Everything is measured twice: the second time the JIT has seen all kinds of traffic.
    for (int pass = 0; pass < 2; pass++) {
      measure("checksum of one packet, 1,420 B", new Cutting(false, false, 1, 0));
      measure("cut, TCP over IPv4, 1,420 B", new Cutting(false, false, SEGMENTS, PAYLOAD));
      measure("cut, TCP over IPv6, 1,440 B", new Cutting(false, true, SEGMENTS, PAYLOAD));
      measure("cut, UDP over IPv4, 1,408 B", new Cutting(true, false, SEGMENTS, PAYLOAD));
      measure("gather, TCP over IPv4, 1,420 B", new Gathering(false, false, 1, PAYLOAD));
      measure("gather, TCP over IPv6, 1,440 B", new Gathering(false, true, 1, PAYLOAD));
      measure("gather, UDP over IPv4, 1,408 B", new Gathering(true, false, 1, PAYLOAD));
      measure("gather, 8 flows in turn, 1,420 B", new Gathering(false, false, 8, PAYLOAD));
      measure("gather, 16 flows in turn, 64 B", new Gathering(true, false, 16, 36));
      measure("pass on, TCP without payload, 40 B", new Gathering(false, false, 1, 0));
      System.out.println();
    }
  }

  private interface Work {
    /** Does it once; returns the number of packets. */
    int run();
  }

  private static void measure(String name, Work work) {
    double best = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      int packets = 0;
      for (int i = 0; i < REPEATS; i++) {
        packets += work.run();
      }
      best = Math.min(best, (double) (System.nanoTime() - start) / packets);
    }
    System.out.printf(Locale.ROOT, "%-36s %6.1f%n", name, best);
  }

  /** An unfinished packet with its virtio-net header; gsoSize 0 means an ordinary one. */
  private static byte[] packet(boolean udp, boolean v6, int gsoSize, int payload) {
    int ip = v6 ? 40 : 20;
    int transport = udp ? 8 : 20;
    int total = ip + transport + payload;
    ByteBuffer bytes = ByteBuffer.allocate(10 + total);
    int type = gsoSize == 0 ? 0 : udp ? 5 : v6 ? 4 : 1;
    bytes.put(0, (byte) 1).put(1, (byte) type);
    bytes.putShort(4, Short.reverseBytes((short) gsoSize));
    bytes.putShort(6, Short.reverseBytes((short) ip));
    bytes.putShort(8, Short.reverseBytes((short) (udp ? 6 : 16)));
    int protocol = udp ? 17 : 6;
    if (v6) {
      bytes.putInt(10, 0x60000000).putShort(14, (short) (total - 40));
      bytes.put(16, (byte) protocol).put(17, (byte) 64).putLong(18, 0xfd00L << 48);
    } else {
      bytes.putShort(10, (short) 0x4500).putShort(12, (short) total).putInt(14, 0x4000);
      bytes.put(18, (byte) 64).put(19, (byte) protocol).putInt(22, 0x0a000001);
      bytes.putShort(20, (short) ~sum(bytes, 10, 20));
    }
    int at = 10 + ip;
    bytes.putShort(at, (short) 40000).putShort(at + 2, (short) 5201);
    if (udp) {
      bytes.putShort(at + 4, (short) (8 + payload));
    } else {
      bytes.putShort(at + 12, (short) 0x5010);
    }
    int pseudo = sum(bytes, v6 ? 18 : 22, v6 ? 32 : 8) + protocol + transport + payload;
    pseudo = (pseudo & 0xffff) + (pseudo >>> 16);
    bytes.putShort(at + (udp ? 6 : 16), (short) pseudo);
    for (int i = at + transport; i < bytes.capacity(); i++) {
      bytes.put(i, (byte) (i * 7));
    }
    return bytes.array();
  }

  private static int sum(ByteBuffer bytes, int from, int length) {
    int sum = 0;
    for (int i = from; i < from + length; i += 2) {
      sum += bytes.getShort(i) & 0xffff;
    }
    return (sum & 0xffff) + (sum >>> 16);
  }

  private static NativeBuffer allocate(int bytes) {
    return new NativeBuffer(ByteBuffer.allocateDirect(bytes), 0);
  }

  /** One superpacket, cut again and again: only its headers have to be put back. */
  private static final class Cutting implements Work {
    private final NativeBuffer buffer = allocate(70_000);
    private final Segmenter segmenter = new Segmenter(buffer);
    private final byte[] headers = new byte[70];
    private final int length;

    Cutting(boolean udp, boolean v6, int segments, int gsoSize) {
      byte[] bytes = packet(udp, v6, gsoSize, segments * PAYLOAD);
      length = bytes.length;
      System.arraycopy(bytes, 0, headers, 0, headers.length);
      buffer.bytes().put(0, bytes);
    }

    @Override
    public int run() {
      buffer.bytes().put(0, headers);
      if (!segmenter.begin(0, length)) {
        throw new IllegalStateException("the benchmark made a wrong superpacket");
      }
      int packets = 0;
      while (segmenter.next()) {
        packets++;
      }
      return packets;
    }
  }

  /** A batch of finished packets, gathered again and again; the headers are put back before. */
  private static final class Gathering implements Work, TunDevice {
    private static final int PACKETS = 320;
    private static final int HEADERS = 60;

    private final NativeBuffer block = allocate(PACKETS * 1500);
    private final Coalescer coalescer =
        new Coalescer(block, this, EnumSet.of(Offload.TUN_TSO, Offload.TUN_USO));
    private final byte[][] headers = new byte[PACKETS][HEADERS];
    private final int length;

    Gathering(boolean udp, boolean v6, int flows, int payload) {
      length = (v6 ? 40 : 20) + (udp ? 8 : 20) + payload;
      for (int i = 0; i < PACKETS; i++) {
        byte[] bytes = packet(udp, v6, 0, payload);
        ByteBuffer view = ByteBuffer.wrap(bytes);
        int transport = 10 + (v6 ? 40 : 20);
        view.putShort(transport, (short) (40000 + i % flows));
        if (!udp) {
          view.putInt(transport + 4, i / flows * payload);
        }
        finish(bytes);
        block.bytes().put(offset(i) - 10, bytes);
        System.arraycopy(bytes, 10, headers[i], 0, Math.min(HEADERS, length));
      }
    }

    private static void finish(byte[] bytes) {
      NativeBuffer one = allocate(bytes.length);
      one.bytes().put(0, bytes);
      Segmenter segmenter = new Segmenter(one);
      if (!segmenter.begin(0, bytes.length) || !segmenter.next()) {
        throw new IllegalStateException("the benchmark made a wrong packet");
      }
      one.bytes().get(0, bytes);
    }

    private static int offset(int i) {
      return 16 + i * 1500;
    }

    @Override
    public int run() {
      int bytes = Math.min(HEADERS, length);
      for (int i = 0; i < PACKETS; i++) {
        block.bytes().put(offset(i), headers[i], 0, bytes);
        coalescer.add(offset(i), length);
      }
      coalescer.flush();
      return PACKETS;
    }

    @Override
    public int write(NativeBuffer buffer, int[] offsets, int[] lengths, int pieces) {
      return pieces;
    }

    @Override
    public String name() {
      return "none";
    }

    @Override
    public Set<Offload> offloads() {
      return Set.of();
    }

    @Override
    public int read(NativeBuffer buffer, int offset) {
      return 0;
    }

    @Override
    public boolean awaitReadable() {
      return false;
    }

    @Override
    public void wake() {}

    @Override
    public Injector newInjector() {
      throw new UnsupportedOperationException("nobody answers here");
    }

    @Override
    public int answer(NativeBuffer buffer, int offset, int length) {
      throw new UnsupportedOperationException("nobody answers here");
    }

    @Override
    public void close() {}
  }
}
