package io.omniedge.pdm.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.api.data.HealthReporter;
import io.omniedge.gateway.api.data.SampleBlock;
import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.pdm.buffer.SampleBuffers;
import io.omniedge.pdm.buffer.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MonitorTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long START = 1_780_315_200L * SECOND;

  private final List<String> published = new ArrayList<>();
  private final SampleBuffers buffers = new SampleBuffers(1 << 22, 600);
  private final Reporter reporter = new Reporter();
  private final Monitor monitor =
      new Monitor(
          settings("pump-1 p/x\nfan-2 f/x"), report -> published.add(new String(report, UTF_8)));

  private static final class Reporter implements HealthReporter {
    final List<String> heard = new ArrayList<>();
    final List<SampleBlock> first = new ArrayList<>();
    long generation = 1;
    boolean fails;
    int moments;

    @Override
    public long generation() {
      return generation;
    }

    @Override
    public void configure(
        List<String> actuators, double rateHz, long reportSeconds, double sensitivity) {
      heard.add(actuators + " " + rateHz + " " + reportSeconds + " " + sensitivity);
    }

    @Override
    public void samples(List<SampleBlock> channels) {
      if (fails) {
        throw new IllegalStateException("a trap");
      }
      assertEquals(channels.get(0).firstNanos(), channels.get(1).firstNanos());
      assertEquals(channels.get(0).size(), channels.get(1).size());
      first.add(channels.get(0));
      moments += channels.get(0).size();
    }

    @Override
    public Optional<byte[]> report() {
      return fails ? Optional.empty() : Optional.of("{\"score\":1}".getBytes(UTF_8));
    }
  }

  private static MonitorSettings settings(String actuators) {
    FormProperties form =
        new FormProperties(
            Map.of(
                "enabled", true,
                "actuators", actuators,
                "rateHz", 100,
                "reportSeconds", 10,
                "sensitivityPercent", 30));
    MonitorSettings settings = MonitorSettings.read(form);
    assertEquals(List.of(), form.problems());
    return settings;
  }

  /** Both machines are measured, and the monitor's thread comes round. */
  private void run(int fromSecond, int toSecond) {
    for (int second = fromSecond; second < toSecond; second++) {
      for (int i = 0; i < 10; i++) {
        long at = START + second * SECOND + i * SECOND / 10;
        buffers.add("p/x", at, second * 10 + i, at);
        if (i == 0) {
          buffers.add("f/x", at, second, at);
        }
      }
      monitor.step((second + 1) * SECOND, START + (second + 1) * SECOND);
    }
  }

  @Test
  void feedsTheReporterAndPublishesItsReports() {
    monitor.outOf(buffers);
    monitor.by(reporter);
    run(0, 12);
    assertEquals(List.of("[pump-1, fan-2] 100.0 10 0.3"), reporter.heard);
    assertEquals(
        List.of(
            "{\"at\":1780315211000,\"kind\":\"health-report\",\"report\":{\"score\":1},"
                + "\"stale\":false,\"v\":1}"),
        published);
    assertTrue(reporter.moments >= 1_000 && reporter.moments <= 1_200, reporter.moments + "");
    SampleBlock block = reporter.first.get(0);
    assertEquals(100, block.rateHz());
    assertEquals(5, block.value(0), "what was measured half a second after the start");
    assertEquals(6, block.value(10));
    SampleBlock next = reporter.first.get(1);
    assertEquals(block.nanos(block.size()), next.firstNanos(), "no moment is missing or twice");
  }

  @Test
  void publishesTheLastReportAsStaleWhenTheReporterFails() {
    monitor.outOf(buffers);
    monitor.by(reporter);
    run(0, 11);
    reporter.fails = true;
    run(11, 21);
    assertEquals(2, published.size());
    assertEquals(
        "{\"at\":1780315221000,\"from\":1780315211000,\"kind\":\"health-report\","
            + "\"report\":{\"score\":1},\"stale\":true,\"v\":1}",
        published.get(1));
    reporter.fails = false;
    run(21, 32);
    assertEquals(2, reporter.heard.size(), "it was asked to begin anew");
    assertTrue(published.get(2).contains("\"stale\":false"), published.get(2));
    monitor.by(null);
    run(32, 42);
    assertTrue(published.get(3).contains("\"stale\":true"), published.get(3));
  }

  @Test
  void anotherGenerationIsConfiguredAnew() {
    monitor.outOf(buffers);
    monitor.by(reporter);
    run(0, 3);
    reporter.generation++;
    run(3, 5);
    assertEquals(2, reporter.heard.size());
  }

  @Test
  void saysThatThereIsNoReportWithoutAReporter() {
    monitor.outOf(buffers);
    run(0, 12);
    assertEquals(
        List.of("{\"at\":1780315211000,\"kind\":\"health-report\",\"stale\":true,\"v\":1}"),
        published);
  }

  @Test
  void doesNothingUnlessItIsToldTo() {
    monitor.configure(settings(""));
    monitor.by(reporter);
    monitor.outOf(buffers);
    run(0, 20);
    assertEquals(List.of(), reporter.heard);
    assertEquals(List.of(), published);
  }

  @Test
  void givesNoBlockWithAGap() {
    Samples old = Samples.of("a", new long[] {START}, new double[] {1});
    assertEquals(
        "[1.0, 1.0]",
        Arrays.toString(Monitor.block(old, START + SECOND, 10, 2).orElseThrow().values()));
    assertEquals(Optional.empty(), Monitor.block(old, START - SECOND, 10, 2));
    assertEquals(Optional.empty(), Monitor.block(old, START + 11 * SECOND, 10, 2));
  }

  @Test
  void namesWhatIsWrongWithTheForm() {
    FormProperties form =
        new FormProperties(Map.of("actuators", "pump-1\na b\na c", "rateHz", "0"));
    MonitorSettings.read(form);
    assertEquals(
        List.of(
            "actuators line 1 \"pump-1\": it is not ACTUATOR SOURCE",
            "actuators line 3 \"a c\": another one has this name",
            "rateHz \"0\": the number is out of range (1 to 51200)"),
        form.problems());
  }
}
