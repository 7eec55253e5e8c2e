package io.omniedge.tun.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.TunDevice;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;

/**
 * A network of one host behind a TUN device: what this host sends to {@link #THERE} comes back to
 * its own {@link #HERE} with the two addresses exchanged, and so meets a socket of this process.
 * Swapping addresses leaves every checksum as it is, also the pseudo-header sum of a packet that
 * still wants its checksum.
 */
final class TunLoop implements Runnable {
  /** From the range for tests of network devices [RFC 2544]; another net per test process. */
  private static final String NET = "198.18." + ProcessHandle.current().pid() % 256;

  static final String HERE = NET + ".1";
  static final String THERE = NET + ".2";

  private static final int IP = TunDevice.VIRTIO_HEADER_BYTES;

  private final LinuxTun tun;
  private final NativeBuffer buffer;
  private final int[] offsets = new int[3];
  private final int[] lengths = new int[3];
  private boolean answer;
  private int superpackets;
  private int failedWrites;

  TunLoop(LinuxTun tun, NativeBuffer buffer) {
    this.tun = tun;
    this.buffer = buffer;
  }

  static void bringUp(LinuxTun tun) throws IOException, InterruptedException {
    LinuxTunTest.ip("addr", "add", HERE + "/24", "dev", tun.name());
    LinuxTunTest.ip("link", "set", tun.name(), "up");
  }

  /** Packets with a gso_size that were read and written back; valid after the thread has ended. */
  int superpackets() {
    return superpackets;
  }

  int failedWrites() {
    return failedWrites;
  }

  /** Until the device is closed. */
  @Override
  public void run() {
    while (tun.awaitReadable()) {
      int length = tun.read(buffer, 0);
      while (length > 0) {
        if (buffer.bytes().get(IP) >>> 4 == 4) {
          sendBack(length);
        }
        length = tun.read(buffer, 0);
      }
    }
  }

  /** In turn in three pieces, as coalesced packets are written, and whole, as an answer is. */
  private void sendBack(int length) {
    int source = buffer.bytes().getInt(IP + 12);
    buffer.bytes().putInt(IP + 12, buffer.bytes().getInt(IP + 16)).putInt(IP + 16, source);
    if (buffer.bytes().getShort(4) != 0) {
      superpackets++;
    }
    answer = !answer;
    if (!answer) {
      failedWrites += tun.answer(buffer, 0, length) == length ? 0 : 1;
      return;
    }
    int head = IP + 20;
    int half = head + (length - head) / 2;
    offsets[1] = head;
    offsets[2] = half;
    lengths[0] = head;
    lengths[1] = half - head;
    lengths[2] = length - half;
    if (tun.write(buffer, offsets, lengths, 3) != length) {
      failedWrites++;
    }
  }

  /** Sends two datagrams through the device and expects each back, then closes the device. */
  static void exchangeDatagrams(LinuxTun tun, NativeBuffer buffer) throws Exception {
    bringUp(tun);
    TunLoop loop = new TunLoop(tun, buffer);
    Thread thread = new Thread(loop, "tunLoop");
    thread.start();
    try (DatagramSocket receiver = new DatagramSocket(0, InetAddress.getByName(HERE));
        DatagramSocket sender = new DatagramSocket(0, InetAddress.getByName(HERE))) {
      for (byte[] text : new byte[][] {{1, 2, 3, 4, 5}, {6, 7, 8, 9, 0}}) {
        sender.send(
            new DatagramPacket(
                text, text.length, InetAddress.getByName(THERE), receiver.getLocalPort()));
        DatagramPacket packet = new DatagramPacket(new byte[5], 5);
        receiver.receive(packet);
        assertArrayEquals(text, packet.getData());
        assertEquals(InetAddress.getByName(THERE), packet.getAddress());
      }
    } finally {
      tun.close();
      thread.join();
    }
    assertEquals(0, loop.failedWrites());
  }
}
