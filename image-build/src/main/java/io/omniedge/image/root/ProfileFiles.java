package io.omniedge.image.root;

import io.omniedge.gateway.device.DeviceProfile;
import io.omniedge.gateway.device.NetworkPort;
import io.omniedge.image.tool.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** What follows from the profile of the board, as files of the system. */
public final class ProfileFiles {
  private ProfileFiles() {}

  /** Writes them into a root. */
  public static void write(DeviceProfile profile, Path source, Path root) throws IOException {
    Path own = root.resolve(DeviceProfile.ON_DEVICE.substring(1));
    Folders.parent(own);
    Files.deleteIfExists(own);
    Files.copy(source, own);
    Path etc = root.resolve("etc");
    Folders.write(
        etc.resolve("systemd/network/10-wan.network"),
        """
        [Match]
        Name=%s

        [Network]
        DHCP=yes
        """
            .formatted(names(profile, NetworkPort.Role.WAN, " ")));
    String lan = names(profile, NetworkPort.Role.LAN, " ");
    if (!lan.isEmpty()) {
      Folders.write(
          etc.resolve("systemd/network/20-lan.network"),
          """
          [Match]
          Name=%s

          [Network]
          LinkLocalAddressing=yes
          """
              .formatted(lan));
    }
    Folders.write(
        root.resolve("usr/share/omniedge/interfaces.nft"),
        "define wan = { "
            + quoted(profile, NetworkPort.Role.WAN)
            + " }\ndefine lan = { "
            // nft knows no empty set.
            + (lan.isEmpty() ? "\"no-lan\"" : quoted(profile, NetworkPort.Role.LAN))
            + " }\n");
    Folders.write(
        etc.resolve("systemd/system/omniedge-gateway.service.d/10-board.conf"),
        """
        [Service]
        Environment=JAVA_HOME=/%s OMNIEDGE_JAVA_FLAGS=-Xmx%dm
        MemoryMax=%dM
        """
            .formatted(JavaRuntime.PLACE, profile.java().heapMib(), profile.java().memoryMib()));
    if (profile.watchdog().isPresent()) {
      DeviceProfile.Watchdog watchdog = profile.watchdog().get();
      Folders.write(
          etc.resolve("systemd/system.conf.d/10-watchdog.conf"),
          """
          [Manager]
          RuntimeWatchdogSec=%ds
          RebootWatchdogSec=2min
          """
              .formatted(watchdog.timeoutSeconds()));
      Folders.write(etc.resolve("modules-load.d/watchdog.conf"), watchdog.module() + "\n");
    }
    Folders.write(
        etc.resolve("rauc/system.conf"),
        """
        [system]
        compatible=omniedge-%s
        bootloader=grub
        grubenv=/efi/grub/grubenv
        data-directory=/var/lib/rauc
        bundle-formats=verity
        mountprefix=/run/rauc

        [keyring]
        path=/etc/rauc/keyring.pem
        use-bundle-signing-time=true

        """
                .formatted(profile.board())
            + slot("A", 0)
            + slot("B", 1));
  }

  private static String slot(String name, int number) {
    return """
        [slot.rootfs.%2$d]
        device=/dev/disk/by-partlabel/root%1$s
        type=raw
        bootname=%1$s

        [slot.boot.%2$d]
        device=/dev/disk/by-partlabel/boot%1$s
        type=raw
        parent=rootfs.%2$d

        """
        .formatted(name, number);
  }

  private static String names(DeviceProfile profile, NetworkPort.Role role, String between) {
    return ofRole(profile, role).stream().collect(Collectors.joining(between));
  }

  private static String quoted(DeviceProfile profile, NetworkPort.Role role) {
    return ofRole(profile, role).stream()
        .map(name -> "\"" + name + "\"")
        .collect(Collectors.joining(", "));
  }

  private static List<String> ofRole(DeviceProfile profile, NetworkPort.Role role) {
    return profile.network().stream()
        .filter(port -> port.role() == role)
        .map(NetworkPort::name)
        .toList();
  }
}
