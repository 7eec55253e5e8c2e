package io.omniedge.itests.control;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Command;
import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.Host;
import io.omniedge.itests.lab.PluginFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A plugin from its maker's key to the gateway of a plant, by the manager. */
@Tag("netns")
class FleetPluginTest {
  private static final String POLICY = "io.omniedge.examples.network-policy";

  private static final String ALL =
      "{\"rules\":[{\"id\":\"all\",\"between\":[\"address:10.0.0.0/8\"]}]}";

  @BeforeEach
  void needsOurs() {
    GatewayProcess.needsOurs("has a manager");
  }

  /** Whether that machine answers at a port, if only by saying that nothing listens there. */
  private static boolean isReached(Host from, String to, int port) {
    Command tried =
        from.attempt("timeout", "3", "bash", "-c", "exec 3<>/dev/tcp/" + to + "/" + port);
    return tried.succeeded() || tried.err().contains("Connection refused");
  }

  @Test
  void isInstalledConfiguredAndTakenAwayByTheManager() throws IOException {
    byte[] module = PluginFolder.reference("network-policy");
    try (ControlLab lab = ControlLab.open("fleet-plugin", 2)) {
      lab.joinAll();
      lab.policy(ALL);
      ControlLab.awaitReach(lab.plant1(), lab.plant2());
      Host machine = lab.plant1().machine();
      String other = lab.plant2().machineAddress();
      assertTrue(isReached(machine, other, 502), "before there is a policy");

      Terminal owner = Terminal.ofOwner(lab);
      Path folder = lab.manager().host().folder();
      String plugin = folder.resolve("policy.wasm").toString();
      String key = folder.resolve("acme.pem").toString();
      Files.write(Path.of(plugin), module);
      String trusted = owner.run("plugin", "keygen", key).strip();
      Command unsigned = owner.attempt("plugin", "install", plugin, "--device", "plant-2");
      assertFalse(unsigned.succeeded());
      assertTrue(unsigned.err().contains("not signed"), unsigned.err());
      owner.run("plugin", "sign", plugin, "--key", key);
      Command untrusted = owner.attempt("plugin", "install", plugin, "--device", "plant-2");
      assertFalse(untrusted.succeeded(), untrusted.out());
      owner.run("plugin", "keys", "trust", "acme", trusted);
      owner.run("plugin", "install", plugin, "--device", "plant-2");
      assertFalse(isReached(machine, other, 502), "nobody is allowed to speak Modbus");
      assertTrue(isReached(machine, other, 503), "another port");
      String shown = owner.run("plugin", "list", "--device", "plant-2");
      assertTrue(shown.contains(POLICY) && shown.contains("active"), shown);

      owner.run(
          "config",
          "set",
          "plant-2",
          "io.omniedge.plugin.of."
              + POLICY.replace('-', '_')
              + ".modbus-sources="
              + lab.plant1().machineAddress()
              + "/32");
      Eventually.holds("the source is allowed", () -> isReached(machine, other, 502));
      owner.run("plugin", "uninstall", POLICY, "--device", "plant-2");
      assertTrue(isReached(machine, other, 502));
      String gone = owner.run("plugin", "list", "--device", "plant-2");
      assertFalse(gone.contains(POLICY), gone);
    }
  }
}
