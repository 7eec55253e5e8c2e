package io.omniedge.pdm.source.gpio;

import io.omniedge.pdm.source.SourceException;
import io.omniedge.pdm.source.bus.NativeFile;
import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.linux.libc.Errno;
import io.omniedge.tun.linux.libc.Libc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** A line of a GPIO chip by the character device, version 2 (Linux 5.10). One thread. */
final class KernelLine implements LineEvents {
  /** At 300,000 turns a minute with 60 marks: 3 ms. The kernel may give less. */
  private static final int KEPT_EVENTS = 1_024;

  private static final int READ_EVENTS = 64;

  /** {@code struct pollfd}: fd s32, events s16, revents s16. */
  private static final int POLL_BYTES = 8;

  private static final short POLL_IN = 1;

  private final GpioSpeedSettings settings;
  private final ByteBuffer none = ByteBuffer.allocate(0);
  private @Nullable Opened opened;

  private record Opened(Libc libc, NativeFile line, NativeBuffer poll, NativeBuffer events) {}

  KernelLine(GpioSpeedSettings settings) {
    this.settings = settings;
  }

  @Override
  public void open() throws SourceException {
    open(NativeFile.system(settings.chip()));
  }

  void open(Libc libc) throws SourceException {
    String place = settings.chip() + " line " + settings.line();
    NativeBuffer request = libc.allocate(LineRequest.BYTES);
    LineRequest.write(request.bytes(), settings, KEPT_EVENTS);
    try (NativeFile chip = NativeFile.open(libc, settings.chip())) {
      chip.control(LineRequest.GET_LINE, request.address(), "line " + settings.line());
    }
    NativeFile line = NativeFile.of(libc, place, LineRequest.fd(request.bytes()));
    NativeBuffer poll = libc.allocate(POLL_BYTES);
    ByteBuffer host = poll.bytes().duplicate().order(ByteOrder.nativeOrder());
    host.putInt(0, line.fd());
    host.putShort(4, POLL_IN);
    opened = new Opened(libc, line, poll, libc.allocate(READ_EVENTS * LineEvent.BYTES));
  }

  @Override
  public int await(int millis) throws SourceException {
    Opened from = opened;
    if (from == null) {
      throw new IllegalStateException("not open");
    }
    int ready = from.libc.poll(from.poll.address(), 1, millis);
    if (ready == 0 || ready == -Errno.EINTR) {
      return 0;
    }
    long bytes =
        ready < 0
            ? ready
            : from.libc.read(from.line.fd(), from.events.address(), from.events.size());
    if (bytes <= 0 && bytes != -Errno.EINTR) {
      throw new SourceException(
          settings.chip() + " line " + settings.line(),
          "",
          bytes == 0 ? "it gives no more events" : Errno.describe((int) -bytes));
    }
    return (int) Math.max(0, bytes);
  }

  @Override
  public ByteBuffer events() {
    Opened from = opened;
    return from == null ? none : from.events.bytes();
  }

  @Override
  public void close() {
    Opened from = opened;
    opened = null;
    if (from != null) {
      from.line.close();
    }
  }
}
