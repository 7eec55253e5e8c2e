package io.omniedge.pdm.source.bus;

import io.omniedge.pdm.source.SourceException;
import io.omniedge.tun.linux.libc.Errno;
import io.omniedge.tun.linux.libc.Libc;
import io.omniedge.tun.linux.libc.LibcLoader;

/** A device file for calls that Java does not have. One thread. */
public final class NativeFile implements AutoCloseable {
  private static final int READ_WRITE = 2;
  private static final int CLOSE_ON_EXEC = 0x80000;

  private final Libc libc;
  private final String path;
  private final int fd;

  private NativeFile(Libc libc, String path, int fd) {
    this.libc = libc;
    this.path = path;
    this.fd = fd;
  }

  /**
   * The C library, by the native layer of the tunnels.
   *
   * @throws SourceException if this gateway has none
   */
  public static Libc system(String path) throws SourceException {
    try {
      return LibcLoader.system();
    } catch (LinkageError | IllegalStateException e) {
      throw new SourceException(
          path, "it needs the native layer, bundle io.omniedge.tun: " + e.getMessage(), e);
    }
  }

  /** Opens it. */
  public static NativeFile open(Libc libc, String path) throws SourceException {
    int fd = libc.open(path, READ_WRITE | CLOSE_ON_EXEC);
    if (fd < 0) {
      throw new SourceException(path, "", "it cannot be opened: " + Errno.describe(-fd));
    }
    return new NativeFile(libc, path, fd);
  }

  /** One that the kernel opened by a call. */
  public static NativeFile of(Libc libc, String path, int fd) {
    return new NativeFile(libc, path, fd);
  }

  /** Calls ioctl(2) and names what it was for. */
  public void control(long request, long argument, String purpose) throws SourceException {
    int result = libc.ioctl(fd, request, argument);
    if (result < 0) {
      throw new SourceException(path, purpose, "the kernel says " + Errno.describe(-result));
    }
  }

  /** For calls of its user. */
  public int fd() {
    return fd;
  }

  @Override
  public void close() {
    libc.close(fd);
  }
}
