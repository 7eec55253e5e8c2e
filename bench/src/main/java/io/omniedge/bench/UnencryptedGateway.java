package io.omniedge.bench;

import io.omniedge.transport.acl.AccessControl;
import io.omniedge.transport.crypto.CryptoOptions;
import io.omniedge.transport.crypto.CryptoSuite;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Our tunnel with the cipher left out, to measure the path around it. A program of the benchmarks:
 * the product has no option that leads here.
 *
 * <pre>java io.omniedge.bench.UnencryptedGateway INTERFACE</pre>
 */
public final class UnencryptedGateway {
  private UnencryptedGateway() {}

  /** How the benchmarks start it: it is configured by {@code wg}. */
  static Implementation implementation() {
    List<String> command = Command.java(UnencryptedGateway.class);
    command.add("@INTERFACE");
    return new Implementation(
        "OmniEdge without cipher", command, Map.of(), Optional.empty(), false);
  }

  /** See the class. */
  public static void main(String[] arguments) throws Exception {
    System.out.println("NO ENCRYPTION on " + arguments[0]);
    CryptoSuite crypto =
        CryptoSuite.select(CryptoOptions.fromSystemProperties()).insecureWithAead(CopyingAead::new);
    BareGateway.run(arguments[0], crypto, new AccessControl(0));
  }
}
