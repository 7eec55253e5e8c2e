package io.omniedge.gateway.monitoring.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The process as the system sees it, under the names that every Prometheus client uses. */
final class ProcessMetrics {
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");

  private ProcessMetrics() {}

  static Stream<MetricSnapshot> snapshots() {
    Family cpu =
        Family.counter("process_cpu_seconds", Unit.SECONDS, "Processor time the process has used");
    Family resident =
        Family.gauge("process_resident_memory_bytes", Unit.BYTES, "Memory the process occupies");
    Family open = Family.gauge("process_open_fds", null, "Open file descriptors");
    Family most = Family.gauge("process_max_fds", null, "Most file descriptors it may open");
    Family start =
        Family.gauge(
            "process_start_time_seconds", Unit.SECONDS, "When the process started, since 1970");
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      cpu.add(system.getProcessCpuTime() / 1e9);
      open.add(system.getOpenFileDescriptorCount());
      most.add(system.getMaxFileDescriptorCount());
    }
    residentBytes().ifPresent(resident::add);
    start.add(ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3);
    return List.of(cpu, resident, open, most, start).stream().map(Family::snapshot);
  }

  private static OptionalLong residentBytes() {
    try {
      Matcher line = RESIDENT.matcher(Files.readString(Path.of("/proc/self/status")));
      return line.find()
          ? OptionalLong.of(Long.parseLong(line.group(1)) * 1024)
          : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty(); // a system without /proc has this metric not
    }
  }
}
