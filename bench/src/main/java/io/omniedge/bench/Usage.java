package io.omniedge.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process has used so far, from {@code /proc} [proc(5)].
 *
 * @param userSeconds time in the program itself
 * @param kernelSeconds time in the kernel on its behalf, including the packets that a system call
 *     carries on through the network stack
 */
record Usage(double userSeconds, double kernelSeconds) {
  /** USER_HZ is 100 on every architecture we build for. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int UTIME = 11;
  private static final int STIME = 12;

  /** Reads the sum over all threads, past ones included. */
  static Usage of(long pid) {
    return parse(Command.read(Path.of("/proc/" + pid + "/stat")));
  }

  /** Sums the threads whose name starts with {@code prefix}. */
  static Usage ofThreads(long pid, String prefix) {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
      return tasks
          .filter(task -> Command.read(task.resolve("comm")).startsWith(prefix))
          .map(task -> parse(Command.read(task.resolve("stat"))))
          .reduce(new Usage(0, 0), Usage::plus);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Usage parse(String stat) {
    // The name in parentheses may hold blanks; the numbers start behind the last one.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return new Usage(
        Long.parseLong(fields[UTIME]) / TICKS_PER_SECOND,
        Long.parseLong(fields[STIME]) / TICKS_PER_SECOND);
  }

  double totalSeconds() {
    return userSeconds + kernelSeconds;
  }

  Usage plus(Usage other) {
    return new Usage(userSeconds + other.userSeconds, kernelSeconds + other.kernelSeconds);
  }

  Usage minus(Usage other) {
    return new Usage(userSeconds - other.userSeconds, kernelSeconds - other.kernelSeconds);
  }

  /** Resident memory now, in MB of 10^6 bytes. */
  static double residentMegabytes(long pid) {
    for (String line : Command.read(Path.of("/proc/" + pid + "/status")).split("\n")) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024 / 1e6;
      }
    }
    return 0;
  }
}
