package io.omniedge.gateway.device;

import java.util.List;

/**
 * How the board comes from its firmware to Linux. From GRUB on all boards are alike.
 *
 * @param method what comes before GRUB
 * @param kernelPackage Debian's, as linux-image-arm64
 * @param suite where that package is from
 * @param consoles as the kernel names them; messages go to all, the last is /dev/console
 * @param deviceTrees that must be among those of the kernel; none where the firmware brings its own
 * @param modules without which the root file system is not found or a hang before it is not ended
 * @param arguments more of the kernel's
 */
public record Boot(
    Method method,
    String kernelPackage,
    Suite suite,
    List<String> consoles,
    List<String> deviceTrees,
    List<String> modules,
    List<String> arguments) {
  /** What comes before GRUB. */
  public enum Method {
    /** Firmware that knows UEFI. */
    UEFI,
    /** U-Boot in the board's own memory, which starts what UEFI would. */
    U_BOOT,
    /** The boot code of the Raspberry Pi, which starts U-Boot, which starts what UEFI would. */
    RASPBERRY_PI
  }

  /** A part of Debian's archive. */
  public enum Suite {
    STABLE,
    BACKPORTS
  }

  /** Copies. */
  public Boot {
    consoles = List.copyOf(consoles);
    deviceTrees = List.copyOf(deviceTrees);
    modules = List.copyOf(modules);
    arguments = List.copyOf(arguments);
    if (consoles.isEmpty()) {
      throw new IllegalArgumentException("consoles is empty: the first boot is told there");
    }
    if (method == Method.RASPBERRY_PI && deviceTrees.isEmpty()) {
      throw new IllegalArgumentException(
          "deviceTrees is empty: the boot code of a Raspberry Pi looks for one by its name");
    }
  }
}
