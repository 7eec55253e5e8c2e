package io.omniedge.pdm.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A flat folder of files; the edge to the disk, behind which tests put one that loses power. What
 * is written is safe after {@link #force}, and a name after {@link #sync}. One thread at a time.
 */
public interface StoreFiles {
  /** The files that are there; makes the folder if there is none. */
  List<String> names() throws IOException;

  /** How long a file is. */
  long size(String name) throws IOException;

  /** Fills the buffer from this place of the file on, or as far as the file goes. */
  void read(String name, long position, ByteBuffer into) throws IOException;

  /** Writes all of the buffer there; makes the file if there is none. After an error any part. */
  void write(String name, long position, ByteBuffer from) throws IOException;

  /** Cuts the end off. */
  void truncate(String name, long size) throws IOException;

  /** Returns when the content is on the disk. */
  void force(String name) throws IOException;

  /** Another name, which takes the place of a file that has it. */
  void rename(String from, String to) throws IOException;

  /** Gone, if it was there. */
  void delete(String name) throws IOException;

  /** Returns when all names are on the disk. */
  void sync() throws IOException;

  /** How much could be written. */
  long freeBytes() throws IOException;

  /** Nothing is read or written any more. */
  void close() throws IOException;
}
