package io.omniedge.gateway.device;

import io.omniedge.gateway.yaml.YamlDocument;
import io.omniedge.protocol.ProtocolException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a board is. Written in YAML in {@code device-profiles/VENDOR/BOARD/profile.yaml}; {@code
 * profile.schema.json} there says how. The builder of images makes the board's image from it, and
 * the image has it at {@link #ON_DEVICE}, for the gateway.
 *
 * @param board its name, which is that of its folder
 * @param title for people
 * @param architecture of its processor
 * @param boot from firmware to Linux
 * @param storage what the image may be written to
 * @param partitions sizes
 * @param network at least one interface is a WAN
 * @param gpio lines with a meaning, each meaning once
 * @param buses for sensors and machines
 * @param watchdog that resets the board when systemd hangs
 * @param batteryClock whether it knows the time when it was without electricity
 * @param memoryMib that the smallest of these boards has
 * @param java the settings that follow from the memory
 * @param thermal where the processor is too hot
 * @param emulation the machine of QEMU that stands for the board in tests
 */
public record DeviceProfile(
    String board,
    String title,
    Architecture architecture,
    Boot boot,
    List<Storage> storage,
    Partitions partitions,
    List<NetworkPort> network,
    List<GpioLine> gpio,
    List<Bus> buses,
    Optional<Watchdog> watchdog,
    boolean batteryClock,
    int memoryMib,
    JavaSettings java,
    Optional<Thermal> thermal,
    Optional<Emulation> emulation) {
  /** Where an image keeps the profile of its board. */
  public static final String ON_DEVICE = "/usr/share/omniedge/device-profile.yaml";

  /** Larger documents are refused unread. */
  public static final int MAX_BYTES = 32 * 1024;

  /** What the kernel and everything that is no Java need at the least. */
  private static final int SYSTEM_MIB = 128;

  /** What an image may be written to. */
  public enum Storage {
    SD,
    EMMC,
    NVME,
    SATA,
    VIRTIO
  }

  /**
   * Sizes of the partitions; boot and root are there twice.
   *
   * @param efiMib GRUB, the state of the slots, the provisioning file
   * @param bootMib kernel and first root
   * @param rootMib the system, compressed
   * @param dataMib all that lasts; what the image has of it, before it grows
   */
  public record Partitions(int efiMib, int bootMib, int rootMib, int dataMib) {}

  /**
   * The timer that resets the board unless it is asked not to.
   *
   * @param module of the kernel
   * @param timeoutSeconds that the hardware can count
   */
  public record Watchdog(String module, int timeoutSeconds) {}

  /**
   * The gateway's Java.
   *
   * @param heapMib at most
   * @param memoryMib at most of the whole process, then the kernel ends it
   */
  public record JavaSettings(int heapMib, int memoryMib) {
    /** Checks. */
    public JavaSettings {
      // Code, classes, stacks and buffers of the gateway take about as much as its smallest heap.
      if (memoryMib < heapMib + 64) {
        throw new IllegalArgumentException(
            "memoryMib " + memoryMib + ": a heap of " + heapMib + " needs 64 more at the least");
      }
    }
  }

  /**
   * Temperatures of the processor.
   *
   * @param warnCelsius is told
   * @param criticalCelsius is an alarm
   */
  public record Thermal(int warnCelsius, int criticalCelsius) {
    /** Checks. */
    public Thermal {
      if (criticalCelsius <= warnCelsius) {
        throw new IllegalArgumentException(
            "criticalCelsius " + criticalCelsius + " is not above warnCelsius " + warnCelsius);
      }
    }
  }

  /**
   * A machine of QEMU.
   *
   * @param machine with its settings, as virt
   * @param cpu with its settings
   * @param memoryMib it has
   * @param devices more than disk, network and randomness
   */
  public record Emulation(String machine, String cpu, int memoryMib, List<String> devices) {
    /** Copies. */
    public Emulation {
      devices = List.copyOf(devices);
    }
  }

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException with the reason
   */
  public DeviceProfile {
    storage = List.copyOf(storage);
    network = List.copyOf(network);
    gpio = List.copyOf(gpio);
    buses = List.copyOf(buses);
    if (network.stream().noneMatch(port -> port.role() == NetworkPort.Role.WAN)) {
      throw new IllegalArgumentException("network: no interface has the role wan");
    }
    Set<Object> seen = new HashSet<>();
    for (NetworkPort port : network) {
      once(seen, "network", port.name());
    }
    Set<List<Object>> lines = new HashSet<>();
    for (GpioLine line : gpio) {
      once(seen, "gpio", line.role());
      if (!lines.add(List.of(line.chip(), line.line()))) {
        throw new IllegalArgumentException(
            "gpio: line " + line.line() + " of " + line.chip() + " has two meanings");
      }
    }
    for (Bus bus : buses) {
      once(seen, "buses", bus.device());
    }
    if (memoryMib < java.memoryMib() + SYSTEM_MIB) {
      throw new IllegalArgumentException(
          "java.memoryMib "
              + java.memoryMib()
              + ": of "
              + memoryMib
              + " the system needs "
              + SYSTEM_MIB);
    }
  }

  private static void once(Set<Object> seen, String list, Object name) {
    if (!seen.add(name)) {
      throw new IllegalArgumentException(list + ": " + name + " is there twice");
    }
  }

  /**
   * Reads a document.
   *
   * @param utf8 YAML 1.2, without anchors, tags and second documents
   * @throws ProtocolException with line and member, the value, and what is wrong with it
   */
  public static DeviceProfile read(byte[] utf8) throws ProtocolException {
    return ProfileReader.read(YamlDocument.read(utf8, MAX_BYTES));
  }
}
