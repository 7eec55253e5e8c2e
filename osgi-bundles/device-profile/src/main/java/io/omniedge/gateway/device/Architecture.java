package io.omniedge.gateway.device;

/** What a processor runs, by Debian's names. */
public enum Architecture {
  AMD64("amd64", "x86_64-linux-gnu", "x86_64", "x86_64-efi", "BOOTX64.EFI"),
  ARM64("arm64", "aarch64-linux-gnu", "aarch64", "arm64-efi", "BOOTAA64.EFI"),
  RISCV64("riscv64", "riscv64-linux-gnu", "riscv64", "riscv64-efi", "BOOTRISCV64.EFI");

  private final String debian;
  private final String triplet;
  private final String machine;
  private final String grub;
  private final String efiFile;

  Architecture(String debian, String triplet, String machine, String grub, String efiFile) {
    this.debian = debian;
    this.triplet = triplet;
    this.machine = machine;
    this.grub = grub;
    this.efiFile = efiFile;
  }

  /** As packages are named. */
  public String debian() {
    return debian;
  }

  /** The folder of its libraries. */
  public String triplet() {
    return triplet;
  }

  /** As the kernel and QEMU name it. */
  public String machine() {
    return machine;
  }

  /** GRUB's platform of it. */
  public String grub() {
    return grub;
  }

  /** What firmware starts from a medium that it knows nothing of [UEFI 2.10, 3.5.1.1]. */
  public String efiFile() {
    return efiFile;
  }
}
