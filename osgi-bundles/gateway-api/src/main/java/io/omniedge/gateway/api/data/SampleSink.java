package io.omniedge.gateway.api.data;

import org.osgi.annotation.versioning.ProviderType;

/** Takes samples from whoever measures. A service. */
@ProviderType
public interface SampleSink {
  /** Takes them. Any thread; returns at once, and drops and counts what is too much. */
  void take(SampleBlock block);
}
