package io.omniedge.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Command;
import io.omniedge.itests.lab.ConfigurationSocket;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.Host;
import io.omniedge.itests.lab.Keys;
import io.omniedge.itests.lab.NetworkLab;
import io.omniedge.itests.lab.Ping;
import io.omniedge.itests.lab.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A wrong configuration is refused whole, with its place, and the old one stays in force. */
@Tag("netns")
class RefusalTest {
  @BeforeEach
  void needsOurs() {
    GatewayProcess.needsOurs("refuses a wrong configuration whole");
  }

  @Test
  void refusesAWrongFileWithItsPlaceAndLeavesNoDevice() throws IOException {
    String key = Keys.generate().privateKey();
    String text =
        """
        [Interface]
        PrivateKey = %s
        ListenPort = 51820

        [Peer]
        PublicKey = %s
        AllowedIPs = 10.0.0.0/33
        """
            .formatted(key, Keys.generate().publicKey());
    try (NetworkLab lab = NetworkLab.open("wrong-file")) {
      Host host = lab.host("gateway");
      Path file = Files.writeString(host.folder().resolve("omni0.conf"), text);
      Program program = GatewayProcess.launchOurs(host, file, List.of());
      assertNotEquals(0, program.awaitEnd(), "exit status");
      String said = program.output();
      for (String part : List.of("7", "[Peer]", "AllowedIPs", "10.0.0.0/33")) {
        assertTrue(said.contains(part), () -> "\"" + part + "\" is not in: " + said);
      }
      assertFalse(said.contains(key), "the private key was printed");
      assertFalse(hasDevice(host), "a device was left");
    }
  }

  @Test
  void namesTheCipherProvidersThereAreWhenAnotherIsAskedFor() throws IOException {
    try (NetworkLab lab = NetworkLab.open("wrong-aead")) {
      Host host = lab.host("gateway");
      String text = "[Interface]\nPrivateKey = " + Keys.generate().privateKey() + "\n";
      Path file = Files.writeString(host.folder().resolve("omni0.conf"), text);
      Program program = GatewayProcess.launchOurs(host, file, List.of("--aead", "nonsense"));
      assertEquals(1, program.awaitEnd(), "exit status");
      String said = program.output();
      for (String part : List.of("\"nonsense\"", "openssl-", "jce", "bouncycastle")) {
        assertTrue(said.contains(part), () -> "\"" + part + "\" is not in: " + said);
      }
      assertFalse(said.contains("\tat "), said);
      assertFalse(hasDevice(host), "a device was left");
    }
  }

  @Test
  void refusesAWrongRequestWholeAndKeepsTheOldConfiguration() {
    try (TwoGateways two = TwoGateways.plan("wrong-request").start(Pairing.OURS_WITH_OURS)) {
      ConfigurationSocket socket = new ConfigurationSocket(two.leftHost());
      Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
      String before = two.left().wg().show("dump").replaceAll("\t\\d+\t\\d+\t\\d+\toff", "");

      String answer = socket.ask("set=1\nlisten_port=51999\nfwmark=7\nreplace_peers=true\nx=y\n\n");
      assertTrue(answer.matches("(?s)errno=-?[1-9]\\d*\n\n"), answer);
      assertEquals(before, two.left().wg().show("dump").replaceAll("\t\\d+\t\\d+\t\\d+\toff", ""));
      Ping.withoutLoss(two.leftHost(), TwoGateways.RIGHT_INNER, 10, 1420);

      assertEquals("errno=0\n\n", socket.ask("set=1\nfwmark=7\n\n"));
      assertEquals("0x7", two.left().wg().show("fwmark"));
    }
  }

  @Test
  void refusesAnotherUserAlsoWhenSomebodyOpenedTheSocketToAll() throws IOException {
    try (TwoGateways two = TwoGateways.plan("other-user").start(Pairing.OURS_WITH_OURS)) {
      Host host = two.leftHost();
      Path socket = host.runFolder().resolve(GatewayProcess.DEVICE + ".sock");
      for (Path folder : List.of(host.runFolder(), host.folder())) {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
      Command asked =
          host.attempt(
              "setpriv",
              "--reuid=65534",
              "--regid=65534",
              "--clear-groups",
              "wg",
              "showconf",
              GatewayProcess.DEVICE);
      assertFalse(asked.out().contains("PrivateKey"), "another user has the key");
      two.left().program().awaitOutput("refused user ");
    }
  }

  @Test
  void opensItsSocketToItsOwnerOnly() throws IOException {
    try (TwoGateways two = TwoGateways.plan("socket-mode").start(Pairing.OURS_WITH_OURS)) {
      Path socket = new ConfigurationSocket(two.leftHost()).path();
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
    }
  }

  private static boolean hasDevice(Host host) {
    return host.attempt("ip", "link", "show", GatewayProcess.DEVICE).succeeded();
  }
}
