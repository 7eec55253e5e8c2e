package io.omniedge.transport.crypto.jna;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.omniedge.transport.crypto.CryptoException;
import io.omniedge.tun.NativeBuffer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;

/** Binding native methods to a library by JNA's direct mapping. */
final class JnaLibrary {
  /**
   * RTLD_NOW | RTLD_LOCAL, where JNA's default is RTLD_GLOBAL: OpenSSL and BoringSSL have hundreds
   * of names in common and must not see each other's.
   */
  private static final int OPEN_FLAGS = 2;

  private JnaLibrary() {}

  /** Binds all native methods of a class. */
  static void bind(Class<?> natives, Path path) throws CryptoException {
    try {
      Map<String, Object> options = Map.of(Library.OPTION_OPEN_FLAGS, OPEN_FLAGS);
      Native.register(natives, NativeLibrary.getInstance(path.toString(), options));
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      throw new CryptoException(path + " cannot be used through JNA: " + e.getMessage(), e);
    }
  }

  static NativeBuffer allocate(int bytes) {
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes);
    return new NativeBuffer(direct, Pointer.nativeValue(Native.getDirectBufferPointer(direct)));
  }
}
