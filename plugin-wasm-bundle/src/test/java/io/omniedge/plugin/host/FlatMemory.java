package io.omniedge.plugin.host;

import io.omniedge.plugin.engine.GuestMemory;
import io.omniedge.plugin.engine.TrapException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A memory of 64 KiB. */
final class FlatMemory implements GuestMemory {
  private final byte[] all = new byte[65_536];

  @Override
  public byte[] read(int pointer, int length, int most) throws TrapException {
    if (length > most || length < 0 || pointer < 0 || pointer + length > all.length) {
      throw new TrapException(TrapException.Kind.BAD_RESULT, "outside");
    }
    return Arrays.copyOfRange(all, pointer, pointer + length);
  }

  @Override
  public void write(int pointer, byte[] bytes) throws TrapException {
    if (pointer < 0 || pointer + bytes.length > all.length) {
      throw new TrapException(TrapException.Kind.BAD_RESULT, "outside");
    }
    System.arraycopy(bytes, 0, all, pointer, bytes.length);
  }

  @Override
  public int pages() {
    return 1;
  }

  int put(int pointer, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(utf8, 0, all, pointer, utf8.length);
    return utf8.length;
  }

  String text(int pointer, long length) {
    return new String(all, pointer, (int) length, StandardCharsets.UTF_8);
  }
}
