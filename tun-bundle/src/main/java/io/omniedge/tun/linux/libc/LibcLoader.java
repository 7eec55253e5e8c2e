package io.omniedge.tun.linux.libc;

import java.lang.reflect.Constructor;
import java.nio.ByteOrder;
import java.util.Set;

/**
 * Finds the backend: java.lang.foreign where the JRE has it (Java 22), else JNA. The system
 * property {@code omniedge.native} ({@code jna} or {@code ffm}) forces one. Any thread.
 */
public final class LibcLoader {
  /** Forces a backend when set. */
  public static final String PROPERTY = "omniedge.native";

  // Compiled for Java 22 into META-INF/versions/22: named here, never referred to.
  private static final String FFM_CLASS = "io.omniedge.tun.linux.libc.FfmLibc";

  /** Structures and constants were checked on these; 32-bit and big-endian ones differ. */
  private static final Set<String> ARCHITECTURES = Set.of("amd64", "aarch64", "riscv64");

  private LibcLoader() {}

  /**
   * The backend of this process, the same object at every call.
   *
   * @throws IllegalStateException if the platform is none of ours, or the property names a backend
   *     that is unknown or cannot run here
   */
  public static Libc system() {
    return Chosen.LIBC;
  }

  /** Made at the first use, then never again. */
  private static final class Chosen {
    static final Libc LIBC = choose(System.getProperty(PROPERTY, ""));
  }

  /** As {@link #system()} with this value of the property; {@code ""} is free choice. */
  static Libc choose(String forced) {
    return forced.isEmpty() ? newest() : named(forced);
  }

  private static Libc newest() {
    checkPlatform();
    try {
      return newFfm();
    } catch (ReflectiveOperationException | LinkageError absent) {
      // A JRE before 22: no such class in the JAR, or (from a class folder) one it cannot read.
      return new JnaLibc();
    }
  }

  /**
   * A backend by name: {@code jna} or {@code ffm}.
   *
   * @throws IllegalStateException if it is unknown or cannot run here
   */
  public static Libc named(String name) {
    checkPlatform();
    return switch (name) {
      case "jna" -> new JnaLibc();
      case "ffm" -> newFfmOrFail();
      default ->
          throw new IllegalStateException(
              PROPERTY + "=" + name + " is no native backend; known are jna and ffm");
    };
  }

  private static Libc newFfmOrFail() {
    try {
      return newFfm();
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new IllegalStateException(
          PROPERTY + "=ffm needs Java 22 and does not run on this " + Runtime.version(), e);
    }
  }

  private static Libc newFfm() throws ReflectiveOperationException {
    Constructor<?> constructor = Class.forName(FFM_CLASS).getDeclaredConstructor();
    return (Libc) constructor.newInstance();
  }

  private static void checkPlatform() {
    String system = System.getProperty("os.name", "");
    String architecture = System.getProperty("os.arch", "");
    if (!system.equals("Linux")
        || !ARCHITECTURES.contains(architecture)
        || ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      throw new IllegalStateException(
          "the native layer runs on Linux on "
              + ARCHITECTURES
              + ", this is "
              + system
              + " on "
              + architecture);
    }
  }
}
