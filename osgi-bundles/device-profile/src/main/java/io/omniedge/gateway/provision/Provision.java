package io.omniedge.gateway.provision;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.omniedge.gateway.configuration.storage.PrivateFile;
import io.omniedge.gateway.device.DeviceProfile;
import io.omniedge.gateway.device.NetworkPort;
import io.omniedge.gateway.yaml.Section;
import io.omniedge.protocol.ProtocolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Collectors;

/**
 * Takes a {@link ProvisioningFile} in: the setup key where the agent looks for one, its settings
 * where configurations are taken up, addresses where systemd-networkd reads them. Everything is on
 * the disk when it ends; whoever started it then destroys the file. Done twice it does the same.
 */
public final class Provision {
  /** Deleted by the agent when the manager let it in. */
  private static final String KEY_FILE = "setup-key";

  private static final String MEMBERSHIP = "io.omniedge.gateway.agent.Membership.cfg";

  private Provision() {}

  /** Arguments: the file, the profile of the board, the gateway's data, the folder of addresses. */
  public static void main(String[] args) {
    if (args.length != 4) {
      System.err.println("usage: Provision FILE PROFILE DATA NETWORKS");
      System.exit(2);
    }
    try {
      ProvisioningFile file = ProvisioningFile.read(Files.readAllBytes(Path.of(args[0])));
      DeviceProfile profile = DeviceProfile.read(Files.readAllBytes(Path.of(args[1])));
      take(file, profile, Path.of(args[2]), Path.of(args[3]));
      System.out.println("provisioned" + file.name().map(name -> " as " + name).orElse(""));
    } catch (ProtocolException e) {
      System.err.println("the provisioning file is not taken: " + e.getMessage());
      System.exit(1);
    } catch (IOException e) {
      System.err.println("the provisioning file is not taken: " + e);
      System.exit(1);
    }
  }

  /** Does it. */
  static void take(ProvisioningFile file, DeviceProfile profile, Path data, Path networks)
      throws IOException {
    for (ProvisioningFile.Addresses addresses : file.network()) {
      String names =
          profile.network().stream()
              .filter(port -> port.role() == addresses.role())
              .map(NetworkPort::name)
              .collect(Collectors.joining(" "));
      if (names.isEmpty()) {
        throw new IOException(
            profile.board() + " has no interface of the role " + addresses.role());
      }
      Path unit = networks.resolve("05-" + Section.word(addresses.role()) + ".network");
      PrivateFile.replace(unit, network(names, addresses).getBytes(UTF_8));
      // No secret, and systemd-networkd is another user.
      Files.setPosixFilePermissions(unit, PosixFilePermissions.fromString("rw-r--r--"));
      Files.setPosixFilePermissions(networks, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    PrivateFile.replace(data.resolve(KEY_FILE), (file.setupKey() + "\n").getBytes(UTF_8));
    Path deploy = data.resolve("deploy");
    PrivateFile.makeDirectory(deploy);
    StringBuilder settings = new StringBuilder();
    settings.append("provisioningFile = ").append(data.resolve(KEY_FILE)).append('\n');
    file.name().ifPresent(name -> settings.append("name = ").append(name).append('\n'));
    PrivateFile.replace(deploy.resolve(MEMBERSHIP), settings.toString().getBytes(UTF_8));
  }

  private static String network(String names, ProvisioningFile.Addresses addresses) {
    StringBuilder text = new StringBuilder("[Match]\nName=" + names + "\n\n[Network]\n");
    addresses.addresses().forEach(each -> text.append("Address=").append(each).append('\n'));
    addresses.gateway().ifPresent(each -> text.append("Gateway=").append(each).append('\n'));
    addresses.dns().forEach(each -> text.append("DNS=").append(each).append('\n'));
    return text.toString();
  }
}
