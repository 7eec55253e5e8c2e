package io.omniedge.plugin.engine;

/** The memory of an instance, from outside: every access is checked. Confined to its thread. */
public interface GuestMemory {
  /**
   * A copy of some bytes.
   *
   * @param pointer unsigned
   * @param length unsigned
   * @param most how long it may be
   * @throws TrapException if it is longer, or not all in the memory
   */
  byte[] read(int pointer, int length, int most) throws TrapException;

  /** Puts bytes there. */
  void write(int pointer, byte[] bytes) throws TrapException;

  /** Pages of 64 KiB that it has now. */
  int pages();
}
