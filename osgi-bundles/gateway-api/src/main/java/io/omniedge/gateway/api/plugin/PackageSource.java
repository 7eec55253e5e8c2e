package io.omniedge.gateway.api.plugin;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/** Where packages come from that somebody wants on this gateway: the manager. A service. */
@ConsumerType
public interface PackageSource {
  /**
   * Fetches a package; takes as long as the network does. Any thread that may wait.
   *
   * @param sha256 of the package, in hexadecimal
   * @param maxBytes nothing longer is read
   * @return bytes with that digest
   * @throws IOException naming why it is not to be had now
   */
  byte[] fetch(String sha256, int maxBytes) throws IOException;
}
