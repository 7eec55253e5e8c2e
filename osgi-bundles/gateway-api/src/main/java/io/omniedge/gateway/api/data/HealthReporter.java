package io.omniedge.gateway.api.data;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** Computes how machines are. A service; there may be none. For a thread that can wait. */
@ConsumerType
public interface HealthReporter {
  /** Another number than before if it is to be configured anew. Any thread; returns at once. */
  long generation();

  /**
   * Begins anew.
   *
   * @param actuators one for each channel of the samples, in their order
   * @param rateHz samples a second
   * @param reportSeconds how often a report is wanted
   * @param sensitivity to anomalies, 0 to 1
   */
  void configure(List<String> actuators, double rateHz, long reportSeconds, double sensitivity);

  /** Samples of all channels at the same moments, one block a channel. */
  void samples(List<SampleBlock> channels);

  /**
   * The report, a JSON document; nothing if nobody can make one now: then the last one is stale.
   */
  Optional<byte[]> report();
}
