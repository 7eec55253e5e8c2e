package io.omniedge.tun.linux;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A thread in a network namespace of its own: what a test does there cannot touch the machine's
 * network. The namespace goes away with the thread and the sockets opened on it.
 *
 * <p>A namespace belongs to a thread, not to the process. A new thread and a new process start in
 * that of the thread which started them.
 */
public final class NamespaceThread {
  private static final int CLONE_NEWNET = 0x4000_0000; // linux/sched.h

  private NamespaceThread() {}

  /** What to do in the namespace. */
  public interface Body {
    void run(Namespace here) throws Exception;
  }

  /** The one call this needs; made on the thread that is to move. */
  private interface C extends Library {
    int unshare(int flags);
  }

  /** Handle of the namespace of the running thread. */
  public static final class Namespace {
    private final Path path;

    private Namespace(Path path) {
      this.path = path;
    }

    /** For setns(2) and nsenter, while the thread lives. */
    public Path path() {
      return path;
    }

    /**
     * Runs {@code ip} in the namespace, from any thread, and returns what it printed.
     *
     * @throws IOException with its words if it failed
     */
    public String ip(String... arguments) throws IOException, InterruptedException {
      return run("ip", arguments);
    }

    /** The same with {@code tc}. */
    public String tc(String... arguments) throws IOException, InterruptedException {
      return run("tc", arguments);
    }

    private String run(String program, String... arguments)
        throws IOException, InterruptedException {
      List<String> command = new ArrayList<>(List.of("nsenter", "--net=" + path, program));
      command.addAll(List.of(arguments));
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + output);
      }
      return output;
    }
  }

  /** Runs the body on a fresh thread in a fresh namespace and waits for its end. */
  public static void run(Body body) throws Exception {
    Throwable[] failure = new Throwable[1];
    Thread thread =
        new Thread(
            () -> {
              try {
                body.run(enter());
              } catch (Throwable e) {
                failure[0] = e; // assumptions and assertions belong to the caller's thread
              }
            },
            "namespace");
    thread.start();
    thread.join();
    if (failure[0] instanceof Error error) {
      throw error;
    } else if (failure[0] instanceof Exception exception) {
      throw exception;
    }
  }

  private static Namespace enter() throws IOException {
    for (String tool : List.of("ip", "nsenter")) {
      if (!onPath(tool)) {
        Assumptions.abort("this test needs the program " + tool);
      }
    }
    if (Native.load("c", C.class).unshare(CLONE_NEWNET) != 0) {
      Assumptions.abort("this test needs root (CAP_SYS_ADMIN) for a network namespace of its own");
    }
    // "<pid>/task/<tid>" of this very thread.
    Path self = Files.readSymbolicLink(Path.of("/proc/thread-self"));
    return new Namespace(Path.of("/proc").resolve(self).resolve("ns/net"));
  }

  private static boolean onPath(String program) {
    for (String folder : System.getenv("PATH").split(":")) {
      if (new File(folder, program).canExecute()) {
        return true;
      }
    }
    return false;
  }
}
