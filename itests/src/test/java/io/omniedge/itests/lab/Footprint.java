package io.omniedge.itests.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a JVM has at the moment, after a collection.
 *
 * @param heapKilobytes in use
 * @param metaspaceKilobytes in use
 * @param threads of the process
 * @param files that it has open
 */
public record Footprint(long heapKilobytes, long metaspaceKilobytes, long threads, long files) {
  private static final Pattern HEAP = Pattern.compile("total (?:reserved )?\\d+K.* used (\\d+)K");
  private static final Pattern METASPACE = Pattern.compile("Metaspace\\s+used (\\d+)K");

  /** Of a process of Java. */
  public static Footprint of(Program program) {
    String pid = Long.toString(program.pid());
    jcmd(pid, "GC.run");
    String info = jcmd(pid, "GC.heap_info");
    String classes = jcmd(pid, "VM.metaspace", "basic");
    Matcher metaspace = METASPACE.matcher(classes);
    if (!metaspace.find()) {
      throw new AssertionError(classes);
    }
    long heap =
        HEAP.matcher(info).results().mapToLong(match -> Long.parseLong(match.group(1))).sum();
    if (heap == 0) {
      throw new AssertionError(info);
    }
    return new Footprint(
        heap,
        Long.parseLong(metaspace.group(1)),
        entries(Path.of("/proc", pid, "task")),
        entries(Path.of("/proc", pid, "fd")));
  }

  /** How the threads of a program are scheduled whose names begin so; by 15 characters at most. */
  public static List<Integer> policies(Program program, String thread) {
    Path tasks = Path.of("/proc", Long.toString(program.pid()), "task");
    List<Integer> policies = new ArrayList<>();
    try (Stream<Path> all = Files.list(tasks)) {
      for (Path task : all.toList()) {
        String stat = Files.readString(task.resolve("stat"));
        int name = stat.lastIndexOf(')');
        if (stat.substring(0, name).contains("(" + thread)) {
          // field 41 of proc(5), stat; the one behind the name is the third
          policies.add(Integer.valueOf(stat.substring(name + 2).split(" ")[41 - 3]));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return policies;
  }

  private static String jcmd(String pid, String... command) {
    String tool = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    List<String> words = new ArrayList<>(List.of(tool, pid));
    words.addAll(List.of(command));
    return Command.run(words);
  }

  private static long entries(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
