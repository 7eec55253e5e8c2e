package io.omniedge.image;

import io.omniedge.gateway.device.Architecture;
import io.omniedge.gateway.device.DeviceProfile;
import io.omniedge.image.tool.ImageException;
import io.omniedge.image.tool.Toolbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The machine of QEMU that stands for a board. */
final class Emulation {
  private static final int FIRST_SLOT = 16;

  private Emulation() {}

  /**
   * The command, without disk, network and consoles: those are the caller's. One word a line.
   *
   * @param out where the firmware's variables are put, blank
   */
  static String command(Path root, String board, Path out, Workshop workshop)
      throws IOException, ImageException, InterruptedException {
    DeviceProfile profile = ImageBuild.read(ImageBuild.profileFile(root, board));
    DeviceProfile.Emulation machine =
        profile
            .emulation()
            .orElseThrow(() -> new ImageException(board + " has no emulation in its profile"));
    Toolbox tools = workshop.emulators();
    Path share = tools.folder().resolve("usr/share");
    Path variables = out.resolve(board).resolve("firmware-variables");
    Files.deleteIfExists(variables);
    Files.copy(share.resolve(variables(profile.architecture())), variables);
    List<String> words = new ArrayList<>();
    words.add(
        tools
            .folder()
            .resolve("programs/qemu-system-" + profile.architecture().machine())
            .toString());
    words.addAll(List.of("-L", share.resolve("qemu").toString()));
    words.addAll(List.of("-machine", machine.machine(), "-cpu", machine.cpu()));
    words.addAll(List.of("-m", Integer.toString(machine.memoryMib()), "-smp", "2"));
    words.addAll(List.of("-accel", "tcg,thread=multi", "-nodefaults", "-display", "none"));
    words.add("-drive");
    words.add(
        "if=pflash,format=raw,readonly=on,file=" + share.resolve(firmware(profile.architecture())));
    words.addAll(List.of("-drive", "if=pflash,format=raw,file=" + variables));
    // The lower slots are the caller's: names of network interfaces follow from them.
    int slot = FIRST_SLOT;
    words.addAll(List.of("-device", "virtio-rng-pci,addr=" + slot));
    for (String device : machine.devices()) {
      slot++;
      words.addAll(List.of("-device", device + ",addr=" + slot));
    }
    return String.join("\n", words);
  }

  private static String firmware(Architecture architecture) {
    return switch (architecture) {
      case AMD64 -> "OVMF/OVMF_CODE_4M.fd";
      case ARM64 -> "AAVMF/AAVMF_CODE.no-secboot.fd";
      case RISCV64 -> "qemu-efi-riscv64/RISCV_VIRT_CODE.fd";
    };
  }

  private static String variables(Architecture architecture) {
    return switch (architecture) {
      case AMD64 -> "OVMF/OVMF_VARS_4M.fd";
      case ARM64 -> "AAVMF/AAVMF_VARS.fd";
      case RISCV64 -> "qemu-efi-riscv64/RISCV_VIRT_VARS.fd";
    };
  }
}
