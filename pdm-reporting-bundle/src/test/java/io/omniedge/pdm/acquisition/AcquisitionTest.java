package io.omniedge.pdm.acquisition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.api.data.SampleBlock;
import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.pdm.source.Burst;
import io.omniedge.pdm.source.SampleSource;
import io.omniedge.pdm.source.SourceChannel;
import io.omniedge.pdm.source.TestClock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AcquisitionTest {
  private static final String FIRST = "sources:\n" + source("a", 1);
  private static final long WAIT_SECONDS = 10;

  private final TestClock clock = new TestClock();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<SampleBlock> blocks = new LinkedBlockingQueue<>();
  private final Acquisition acquisition = new Acquisition(clock, FakeSource::new);

  private static String source(String name, int line) {
    return String.format(
        "  - name: %s%n    kind: gpio-speed%n    chip: /dev/gpiochip0%n    line: %d%n", name, line);
  }

  private final class FakeSource implements SampleSource {
    final String name;
    boolean isOpen;
    boolean hasRead;

    FakeSource(SourceSettings.Device device) {
      name = "line " + ((SourceSettings.GpioSpeed) device).settings().line();
    }

    @Override
    public List<SourceChannel> open() {
      isOpen = true;
      events.add(name + " opens");
      return List.of(new SourceChannel("rpm", "1/min", 0, 0, 1e6, 0));
    }

    @Override
    public Burst read() throws InterruptedException {
      if (hasRead) {
        new LinkedBlockingQueue<String>().take();
      }
      hasRead = true;
      return Burst.single(1_480, clock.monotonicNanos());
    }

    @Override
    public void close() {
      if (isOpen) {
        events.add(name + " closes");
      }
      isOpen = false;
    }
  }

  @AfterEach
  void close() throws InterruptedException {
    acquisition.close();
  }

  private FormProperties configure(String yaml) throws InterruptedException {
    FormProperties form = new FormProperties(Map.of("enabled", true, "sources", yaml));
    AcquisitionSettings settings = AcquisitionSettings.read(form);
    acquisition.configure(settings);
    return form;
  }

  private String event() throws InterruptedException {
    return String.valueOf(events.poll(WAIT_SECONDS, TimeUnit.SECONDS));
  }

  @Test
  void samplesComeWithTheTimeOfTheWall() throws Exception {
    acquisition.into(blocks::add);
    configure(FIRST);
    SampleBlock block = blocks.poll(WAIT_SECONDS, TimeUnit.SECONDS);
    assertEquals(
        new SampleBlock("a/rpm", clock.wallNanos(), 0, new double[] {1_480}).toString(),
        String.valueOf(block));
    assertTrue(acquisition.status().startsWith("acquisition: 1 sources"));
  }

  @Test
  void whatDidNotChangeGoesOnUndisturbed() throws Exception {
    configure(FIRST);
    assertEquals("line 1 opens", event());
    configure(FIRST + source("b", 2));
    assertEquals("line 2 opens", event());
    configure(FIRST + source("b", 3));
    assertEquals("line 2 closes", event());
    assertEquals("line 3 opens", event());
    acquisition.close();
    assertEquals(
        List.of("line 1 closes", "line 3 closes"),
        List.of(event(), event()).stream().sorted().toList());
  }

  @Test
  void aMistakeIsToldWithItsLine() throws Exception {
    FormProperties form = configure(FIRST.replace("line: 1", "line: x"));
    assertEquals(
        List.of(
            "sources: line 5, sources[0].line \"\"x\"\": it must be an integer from 0 to 65535"),
        form.problems());
  }
}
