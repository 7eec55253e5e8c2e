package io.omniedge.tun.linux;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Waits until a thread of this process sleeps inside a system call, as /proc tells. */
enum KernelWait {
  RECVMMSG(299, 243),
  /** poll on x86-64, ppoll elsewhere. */
  POLL(7, 73);

  private final String number;

  KernelWait(int x86, int generic) {
    number = (System.getProperty("os.arch", "").equals("amd64") ? x86 : generic) + " ";
  }

  /** Returns once the thread of this name (at most 15 characters, unique) waits in this call. */
  void of(String threadName) throws IOException {
    while (!waits(threadName)) {
      Thread.onSpinWait();
    }
  }

  private boolean waits(String threadName) throws IOException {
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path task : tasks) {
        if (read(task.resolve("comm")).strip().equals(threadName)) {
          return read(task.resolve("syscall")).startsWith(number);
        }
      }
      return false;
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException ended) {
      return ""; // The thread is gone; so it does not wait.
    }
  }
}
