package io.omniedge.gateway.provision;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.device.DeviceProfile;
import io.omniedge.protocol.ProtocolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProvisionTest {
  private static final String KEY =
      "omniedge://192.0.2.1:8443/?key=0123456789abcdef&ca=" + "5a".repeat(32);

  private static final String FULL =
      """
      setupKey: %s
      name: plant-7
      network:
        - role: wan
          addresses: [192.0.2.7/24, "2001:db8::7/64"]
          gateway: 192.0.2.1
          dns: [192.0.2.53]
      """
          .formatted(KEY);

  @TempDir Path folder;

  private static DeviceProfile profile(String board) throws IOException, ProtocolException {
    Path root = Path.of(System.getProperty("omniedge.root"));
    return DeviceProfile.read(
        Files.readAllBytes(root.resolve("device-profiles/" + board + "/profile.yaml")));
  }

  private static ProvisioningFile read(String text) throws ProtocolException {
    return ProvisioningFile.read(text.getBytes(UTF_8));
  }

  @Test
  void putsEverythingWhereItIsLookedFor() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    Path networks = Files.createDirectory(folder.resolve("networks"));
    Provision.take(read(FULL), profile("qemu/qemu-arm64"), data, networks);
    Provision.take(read(FULL), profile("qemu/qemu-arm64"), data, networks);

    assertEquals(KEY + "\n", Files.readString(data.resolve("setup-key")));
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("setup-key"))));
    assertEquals(
        "provisioningFile = " + data + "/setup-key\nname = plant-7\n",
        Files.readString(data.resolve("deploy/io.omniedge.gateway.agent.Membership.cfg")));
    assertEquals(
        """
        [Match]
        Name=enp0s1

        [Network]
        Address=192.0.2.7/24
        Address=2001:db8::7/64
        Gateway=192.0.2.1
        DNS=192.0.2.53
        """,
        Files.readString(networks.resolve("05-wan.network")));
  }

  @Test
  void refusesAddressesForWhatTheBoardHasNot() throws Exception {
    ProvisioningFile file = read(FULL.replace("role: wan", "role: lan"));
    IOException refusal =
        assertThrows(
            IOException.class,
            () -> Provision.take(file, profile("generic/generic-arm64"), folder, folder));
    assertTrue(String.valueOf(refusal.getMessage()).contains("no interface of the role LAN"));
    assertFalse(Files.exists(folder.resolve("setup-key")), "nothing is done by half");
  }

  @Test
  void printsNoSecret() throws Exception {
    assertFalse(read(FULL).toString().contains("0123456789abcdef"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?key=0123456789abcdef | ?key=short | its key must be 16 to 100",
        "omniedge://            | https://   | a setup key looks like",
        "name: plant-7          | name: Plant 7 | name \"\"Plant 7\"\": it must be a text of the shape",
        "role: wan              | role: dmz  | network[0].role",
        "192.0.2.7/24           | 192.0.2.7  | network[0].addresses[0]",
        "192.0.2.7/24           | 192.0.2.7/33 | the network's length is 0 to 32",
        "192.0.2.7/24           | 192.0.2.700/24 | 192.0.2.700 is no address",
        "gateway: 192.0.2.1     | gateway: router | network[0].gateway",
        "dns: [192.0.2.53]      | dns: [999.9.9.9] | 999.9.9.9 is no address",
        "name: plant-7          | nom: plant-7 | nom: no such setting",
      })
  void namesWhatIsWrong(String text, String wrong, String reason) {
    ProtocolException refusal =
        assertThrows(ProtocolException.class, () -> read(FULL.replace(text, wrong)));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains(reason), message);
    assertFalse(message.contains("0123456789abcdef"), message);
  }
}
