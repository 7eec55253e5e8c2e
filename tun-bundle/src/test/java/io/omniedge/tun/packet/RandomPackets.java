package io.omniedge.tun.packet;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Traffic by dice: superpackets for the segmenter, batches of mixed flows for the coalescer. */
final class RandomPackets {
  private final Random random;

  RandomPackets(long seed) {
    random = new Random(seed);
  }

  byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  /** A packet with random fields, a well-formed flow and no payload. */
  private TestPacket template() {
    TestPacket p = new TestPacket();
    p.udp = random.nextBoolean();
    if (random.nextBoolean()) {
      p.overV6();
    }
    random.nextBytes(p.source);
    random.nextBytes(p.destination);
    p.sourcePort = below(65536);
    p.destinationPort = below(65536);
    p.tos = below(256);
    p.ttl = below(256);
    p.flowLabel = below(1 << 20);
    p.identification = below(65536);
    p.fragment = random.nextBoolean() ? 0x4000 : 0;
    p.sequence = random.nextInt();
    p.acknowledgment = random.nextInt();
    p.window = below(65536);
    p.options = random.nextBoolean() ? new byte[0] : bytes(4 * below(11));
    return p;
  }

  /** Any flags, options, extension headers, and 1 to 65,535 bytes in all. */
  TestPacket superpacket() {
    TestPacket p = template();
    p.flags = below(256);
    p.urgent = below(65536);
    if (p.v6 && oneIn(3)) {
      p.extension = bytes(8 * (1 + below(8)));
      p.extension[0] = (byte) (p.udp ? 17 : 6);
    }
    if (!p.v6 && oneIn(3)) {
      p.ipOptions = bytes(4 * below(11));
    }
    int room = 65535 - p.headersLength();
    p.payload = bytes(1 + below(oneIn(4) ? room : 5000));
    return p;
  }

  /** Packets of some flows in arrival order, most of them continuing their flow. */
  List<byte[]> batch(int packets) {
    int flows = oneIn(4) ? 30 : 1 + below(6);
    TestPacket[] next = new TestPacket[flows];
    int[] size = new int[flows];
    for (int i = 0; i < flows; i++) {
      next[i] = template();
      next[i].payload = new byte[0];
      size[i] = 1 + below(oneIn(3) ? 40 : 1460);
    }
    List<byte[]> batch = new ArrayList<>();
    int flow = 0;
    for (int i = 0; i < packets; i++) {
      if (oneIn(8)) {
        flow = below(flows);
      }
      TestPacket p = next[flow];
      p.payload = bytes(oneIn(15) ? below(1460) : size[flow]);
      p.flags = oneIn(12) ? 0x18 : 0x10;
      batch.add(oneIn(12) ? strange(p) : p.bytes());
      p.sequence += p.payload.length;
      p.identification = p.identification + 1 & 0xffff;
    }
    return batch;
  }

  /** One deviation; some of them go on with the flow from there. */
  private byte[] strange(TestPacket flow) {
    TestPacket once = flow.copy();
    switch (below(14)) {
      case 0 -> flow.sequence += below(3) - 1;
      case 1 -> flow.acknowledgment++;
      case 2 -> flow.window++;
      case 3 -> flow.tos = below(256);
      case 4 -> flow.ttl--;
      case 5 -> flow.identification = below(65536);
      case 6 -> flow.options = bytes(flow.options.length);
      case 7 -> once.flags = below(256);
      case 8 -> once.payload = new byte[0];
      case 9 -> once.fragment = 0x2000;
      case 10 -> once.extension = new byte[] {(byte) (flow.udp ? 17 : 6), 0, 1, 4, 0, 0, 0, 0};
      case 11 -> once.ipOptions = bytes(4);
      case 12 -> {
        return damaged(once.bytes());
      }
      default -> {
        return bytes(1 + below(100));
      }
    }
    return once.bytes();
  }

  /** One bit flipped anywhere. */
  byte[] damaged(byte[] packet) {
    packet[below(packet.length)] ^= (byte) (1 << below(8));
    return packet;
  }
}
