package io.omniedge.tun.packet;

import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.Offload;
import io.omniedge.tun.TunDevice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A TUN device that keeps what is written, with the virtio-net headers. */
final class RecordingTun implements TunDevice {
  final List<byte[]> written = new ArrayList<>();

  /** Numbers of the writes that fail, from 0. */
  final Set<Integer> failing = new HashSet<>();

  private int writes;

  @Override
  public String name() {
    return "recording";
  }

  @Override
  public Set<Offload> offloads() {
    return Set.of(Offload.TUN_TSO, Offload.TUN_USO);
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
  public int write(NativeBuffer buffer, int[] offsets, int[] lengths, int pieces) {
    if (failing.contains(writes++)) {
      return -5;
    }
    byte[] all = new byte[0];
    for (int i = 0; i < pieces; i++) {
      all = TestPacket.concat(all, Memory.read(buffer, offsets[i], lengths[i]));
    }
    written.add(all);
    return all.length;
  }

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
