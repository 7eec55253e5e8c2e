package io.omniedge.plugin.dispatch;

import io.omniedge.gateway.api.data.HealthReporter;
import io.omniedge.gateway.api.data.SampleBlock;
import io.omniedge.plugin.host.InstalledPlugin;
import io.omniedge.plugin.host.Plugins;
import io.omniedge.plugin.pack.PluginType;
import io.omniedge.plugin.pack.SampleFrame;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Health reports by plugins; the first that works makes them. */
public final class ReportPlugins implements HealthReporter {
  /** Samples in one question; more come in several. */
  private static final int MOST_SAMPLES = 65_536;

  private final Plugins plugins;
  private final AtomicLong generation = new AtomicLong();

  /** Of these plugins. */
  public ReportPlugins(Plugins plugins) {
    this.plugins = plugins;
  }

  private Optional<InstalledPlugin> reporter() {
    return plugins.active(PluginType.PDM_REPORTING).stream().findFirst();
  }

  /** Whether there is anybody to ask. */
  public boolean isNeeded() {
    return reporter().isPresent();
  }

  /** Plugins are others now. */
  public void changed() {
    generation.incrementAndGet();
  }

  @Override
  public long generation() {
    return generation.get();
  }

  @Override
  public void configure(
      List<String> actuators, double rateHz, long reportSeconds, double sensitivity) {
    JsonObject config =
        JsonObject.builder()
            .put("actuator-ids", actuators)
            .put("sampling-frequency-hz", new JsonNumber(BigDecimal.valueOf(rateHz)))
            .put("report-interval-seconds", reportSeconds)
            .put("anomaly-sensitivity", new JsonNumber(BigDecimal.valueOf(sensitivity)))
            .build();
    JsonObject question = Dialogue.question().put("config", config).build();
    Optional<byte[]> unused =
        reporter()
            .flatMap(plugin -> Dialogue.ask(plugin, "configure_monitoring", question.toBytes()));
  }

  @Override
  public void samples(List<SampleBlock> channels) {
    Optional<InstalledPlugin> plugin = reporter();
    if (plugin.isEmpty() || channels.isEmpty()) {
      return;
    }
    int size = channels.stream().mapToInt(SampleBlock::size).min().orElse(0);
    int atOnce = Math.max(1, MOST_SAMPLES / channels.size());
    for (int from = 0; from < size; from += atOnce) {
      int first = from;
      byte[] frame =
          SampleFrame.of(
              channels.get(0).rateHz(),
              channels.size(),
              Math.min(size - from, atOnce),
              (channel, moment) -> channels.get(channel).value(first + moment));
      Optional<byte[]> unused = Dialogue.ask(plugin.get(), "on_actuator_sample", frame);
    }
  }

  @Override
  public Optional<byte[]> report() {
    return reporter()
        .flatMap(
            plugin ->
                Dialogue.ask(
                    plugin,
                    "compute_health_report",
                    Dialogue.question().build(),
                    answer -> answer.object("report").object().toBytes()));
  }
}
