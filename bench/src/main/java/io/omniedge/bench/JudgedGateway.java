package io.omniedge.bench;

import io.omniedge.transport.acl.AccessControl;
import io.omniedge.transport.crypto.CryptoOptions;
import io.omniedge.transport.crypto.CryptoSuite;
import io.omniedge.tun.linux.libc.LibcLoader;
import io.omniedge.tun.linux.netlink.WanQueueKeeper;
import io.omniedge.tun.linux.netlink.WanQueueSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Our tunnel with a judge that classifies flows, and a queue before its WAN.
 *
 * <pre>java io.omniedge.bench.JudgedGateway INTERFACE KILOBITS</pre>
 */
public final class JudgedGateway {
  private static final String WAN = "veth0";
  private static final int URGENT_PERCENT = 30;

  private JudgedGateway() {}

  /** With a WAN of so many kbit/s. */
  static Implementation implementation(int kilobits) {
    List<String> command = Command.java(JudgedGateway.class);
    command.addAll(List.of("@INTERFACE", Integer.toString(kilobits)));
    return new Implementation("with classes", command, Map.of(), Optional.empty(), false);
  }

  /** See the class. */
  public static void main(String[] arguments) throws Exception {
    AccessControl access = new AccessControl(System.nanoTime());
    access.judge(new ClassJudge(false));
    try (WanQueueKeeper keeper = WanQueueKeeper.open(LibcLoader.system())) {
      keeper.configure(new WanQueueSettings(WAN, Integer.parseInt(arguments[1]), URGENT_PERCENT));
      System.out.println("WAN queue: " + keeper.state() + " " + keeper.problems());
      if (!keeper.problems().isEmpty()) {
        System.exit(1);
      }
      CryptoSuite crypto = CryptoSuite.select(CryptoOptions.fromSystemProperties());
      BareGateway.run(arguments[0], crypto, access);
    }
  }
}
