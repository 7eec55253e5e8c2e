package io.omniedge.gateway.api.compliance;

import org.osgi.annotation.versioning.ProviderType;

/** Keeps what was decided so that nobody can change it unseen. A service. */
@ProviderType
public interface EvidenceLog {
  /**
   * Keeps a JSON document of at most 64 KB; what is none is kept as a text. On disk when this
   * returns. Any thread; waits for the disk.
   *
   * @throws java.io.UncheckedIOException if it cannot be kept
   */
  void append(String json);
}
