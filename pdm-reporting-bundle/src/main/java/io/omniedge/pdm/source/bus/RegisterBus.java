package io.omniedge.pdm.source.bus;

import io.omniedge.pdm.source.SourceException;

/** The registers of one chip at a bus. One thread. */
public interface RegisterBus {
  /** Takes the bus. */
  void open() throws SourceException;

  /** Reads so many bytes, beginning with this register, in one transfer. */
  void read(int register, byte[] into, int length) throws SourceException;

  /** Writes a register. */
  void write(int register, int value) throws SourceException;

  /** Gives the bus back; nothing if it is not open. */
  void close();

  /** A single register. */
  default int read(int register) throws SourceException {
    byte[] one = new byte[1];
    read(register, one, 1);
    return one[0] & 0xff;
  }
}
