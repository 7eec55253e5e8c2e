package io.omniedge.transport.crypto.ffm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.omniedge.transport.crypto.CryptoException;
import io.omniedge.tun.NativeBuffer;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;

/**
 * A library, and the one shape of call that all functions share.
 *
 * <p>Whatever C says, a function is called with ten 64-bit arguments and gives a 64-bit result. The
 * calling conventions of our platforms (x86-64, AArch64, riscv64) pass integers sign-extended in
 * registers, then on the stack, and let the caller clean up, so arguments too many are never seen;
 * the upper half of an {@code int} result is cut off by the caller. In return one call stub serves
 * thirty functions: each further shape would cost 5 ms at start, while a packet sealed by four
 * calls with five idle arguments each takes no longer. Normal linkage: {@code critical} was
 * measured slower [data-path.md].
 */
final class FfmLibrary {
  private static final MethodHandle CALL =
      Linker.nativeLinker()
          .downcallHandle(
              FunctionDescriptor.of(
                  JAVA_LONG, Collections.nCopies(10, JAVA_LONG).toArray(MemoryLayout[]::new)));

  private final Path path;
  private final SymbolLookup symbols;

  FfmLibrary(Path path) throws CryptoException {
    this.path = path;
    try {
      this.symbols = SymbolLookup.libraryLookup(path, Arena.global());
    } catch (IllegalArgumentException e) {
      throw new CryptoException(path + " cannot be loaded: " + e.getMessage(), e);
    }
  }

  MemorySegment find(String function) throws CryptoException {
    Optional<MemorySegment> symbol = symbols.find(function);
    if (symbol.isEmpty()) {
      throw new CryptoException(path + " has no function " + function);
    }
    return symbol.get();
  }

  static NativeBuffer allocate(int bytes) {
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes);
    return new NativeBuffer(direct, MemorySegment.ofBuffer(direct).address());
  }

  /** A call of a function with at most five parameters. */
  static long call(MemorySegment function, long a, long b, long c, long d, long e) {
    return call(function, a, b, c, d, e, 0, 0, 0, 0, 0);
  }

  static long call(
      MemorySegment function,
      long a,
      long b,
      long c,
      long d,
      long e,
      long f,
      long g,
      long h,
      long i,
      long j) {
    try {
      return (long) CALL.invokeExact(function, a, b, c, d, e, f, g, h, i, j);
    } catch (Throwable impossible) {
      throw bug(impossible);
    }
  }

  /** A downcall declares Throwable and throws nothing; what comes here is a defect or the JVM's. */
  private static Error bug(Throwable thrown) {
    return thrown instanceof Error error ? error : new AssertionError(thrown);
  }
}
