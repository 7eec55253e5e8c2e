package io.omniedge.tun.packet;

import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.Offload;
import io.omniedge.tun.TunDevice;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * Gathers consecutive packets of a flow into superpackets for the TUN device, without moving a
 * byte: the superpacket is written as many pieces of one block.
 *
 * <p>A few flows are open at a time. A packet either continues the superpacket of its flow or
 * closes it, so that packets of one flow are written in the order they were added; packets of
 * different flows may overtake each other. Whatever cannot be gathered, or whose checksum is wrong,
 * is written as it came.
 *
 * <p>Use: {@link #add} for each packet of a receive batch, then {@link #flush()}. Until then the
 * added packets must stay where they are, and the 10 bytes before each may be overwritten. One
 * thread; never throws on what a packet holds; does not allocate.
 */
public final class Coalescer {
  /** Flows with an open superpacket; more than that thrash only if their packets interleave. */
  private static final int MAX_FLOWS = 16;

  private final NativeBuffer block;
  private final ByteBuffer bytes;
  private final TunDevice tun;
  private final boolean gatherTcp;
  private final boolean gatherUdp;
  private final InnerPacket packet;

  /** The first {@link #open} ones are in use. */
  private final Aggregate[] flows = new Aggregate[MAX_FLOWS];

  private final int[] singleOffset = new int[1];
  private final int[] singleLength = new int[1];
  private int open;
  private int nextVictim;
  private int lost;

  /**
   * For packets in this block.
   *
   * @param enabled what may be used of {@link TunDevice#offloads()}: {@link Offload#TUN_TSO} for
   *     TCP, {@link Offload#TUN_USO} for UDP
   */
  public Coalescer(NativeBuffer block, TunDevice tun, Set<Offload> enabled) {
    this.block = block;
    this.bytes = block.bytes();
    this.tun = tun;
    gatherTcp = enabled.contains(Offload.TUN_TSO);
    gatherUdp = enabled.contains(Offload.TUN_USO);
    packet = new InnerPacket(bytes);
    for (int i = 0; i < MAX_FLOWS; i++) {
      flows[i] = new Aggregate(block);
    }
  }

  /**
   * Takes the packet of {@code length} bytes at {@code offset}, which is at least 10: the
   * virtio-net header goes there.
   */
  public void add(int offset, int length) {
    switch (packet.read(offset, length)) {
      case NONE -> writeAlone();
      case ADDRESSES -> {
        closeAllBetween();
        writeAlone();
      }
      case FLOW -> addToFlow();
    }
  }

  private void addToFlow() {
    boolean gatherable = packet.gatherable && (packet.tcp ? gatherTcp : gatherUdp);
    int i = 0;
    while (i < open && !flows[i].isFlowOf(packet)) {
      i++;
    }
    if (i < open) {
      if (gatherable && flows[i].append(packet)) {
        if (flows[i].isClosed()) {
          close(i);
        }
        return;
      }
      close(i);
    }
    if (!gatherable || packet.pushes) {
      writeAlone();
      return;
    }
    if (open == MAX_FLOWS) {
      close(nextVictim);
      nextVictim = (nextVictim + 1) % MAX_FLOWS;
    }
    flows[open++].open(packet);
  }

  private void closeAllBetween() {
    for (int i = open - 1; i >= 0; i--) {
      if (flows[i].isBetween(packet)) {
        close(i);
      }
    }
  }

  /** Writes a flow and gives its place to the last open one. */
  private void close(int i) {
    Aggregate flow = flows[i];
    write(flow);
    flows[i] = flows[--open];
    flows[open] = flow;
  }

  private void write(Aggregate flow) {
    if (flow.write(block, tun) < 0) {
      lost += flow.packets();
    }
  }

  private void writeAlone() {
    int start = packet.offset - VirtioHeader.BYTES;
    VirtioHeader.clear(bytes, start);
    singleOffset[0] = start;
    singleLength[0] = VirtioHeader.BYTES + packet.length;
    if (tun.write(block, singleOffset, singleLength, 1) < 0) {
      lost++;
    }
  }

  /**
   * Writes what is open and leaves the coalescer empty.
   *
   * @return packets whose write failed since the last flush; a superpacket counts as what it holds
   */
  public int flush() {
    for (int i = 0; i < open; i++) {
      write(flows[i]);
    }
    open = 0;
    int failed = lost;
    lost = 0;
    return failed;
  }
}
