package io.omniedge.gateway.device;

import io.omniedge.gateway.device.DeviceProfile.Emulation;
import io.omniedge.gateway.device.DeviceProfile.JavaSettings;
import io.omniedge.gateway.device.DeviceProfile.Partitions;
import io.omniedge.gateway.device.DeviceProfile.Storage;
import io.omniedge.gateway.device.DeviceProfile.Thermal;
import io.omniedge.gateway.device.DeviceProfile.Watchdog;
import io.omniedge.gateway.yaml.Section;
import io.omniedge.gateway.yaml.YamlDocument;
import io.omniedge.protocol.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a {@link DeviceProfile}; the schema document says the same in another language. */
final class ProfileReader {
  private static final int MAX_TITLE = 100;
  private static final int MAX_LIST = 32;

  private static final Pattern BOARD = Pattern.compile("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?");

  /** Debian Policy 5.6.7. */
  private static final Pattern PACKAGE = Pattern.compile("[a-z0-9][a-z0-9+.-]{1,99}");

  private static final Pattern CONSOLE = Pattern.compile("tty[A-Z]{0,4}[0-9]{1,2}(,[0-9]{4,7})?");
  private static final Pattern DEVICE_TREE =
      Pattern.compile("[a-z0-9][a-z0-9-]{0,39}/[a-z0-9][a-z0-9.-]{0,79}\\.dtb");
  private static final Pattern MODULE = Pattern.compile("[A-Za-z0-9_-]{1,40}");

  /** No quotes and no variables: it stands in a file that GRUB reads. */
  private static final Pattern ARGUMENT = Pattern.compile("[A-Za-z0-9_.,:=/-]{1,100}");

  /** What Linux takes, less what would need quoting; the star stands for the rest of a name. */
  private static final Pattern INTERFACE = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,13}\\*?");

  private static final Pattern CHIP = Pattern.compile("[A-Za-z0-9_.-]{1,40}");
  private static final Pattern DEVICE = Pattern.compile("/dev/[A-Za-z0-9._-]{1,40}");
  private static final Pattern EMULATED = Pattern.compile("[A-Za-z0-9_.,=-]{1,100}");

  private ProfileReader() {}

  static DeviceProfile read(YamlDocument document) throws ProtocolException {
    Section root = Section.of(document);
    String board = root.text("board", BOARD);
    String title = root.text("title", MAX_TITLE);
    Architecture architecture = root.choice("architecture", Architecture.class);
    Boot boot = boot(root.section("boot"));
    List<Storage> storage = storage(root);
    Partitions partitions = partitions(root.section("partitions"));
    List<NetworkPort> network = network(root);
    List<GpioLine> gpio = root.has("gpio") ? gpio(root) : List.of();
    List<Bus> buses = root.has("buses") ? buses(root) : List.of();
    Optional<Watchdog> watchdog =
        root.has("watchdog") ? Optional.of(watchdog(root.section("watchdog"))) : Optional.empty();
    boolean batteryClock = root.flag("batteryClock");
    int memoryMib = root.integer("memoryMib", 256, 1 << 20);
    JavaSettings java = java(root.section("java"));
    Optional<Thermal> thermal =
        root.has("thermal") ? Optional.of(thermal(root.section("thermal"))) : Optional.empty();
    Optional<Emulation> emulation =
        root.has("emulation")
            ? Optional.of(emulation(root.section("emulation")))
            : Optional.empty();
    root.end();
    try {
      return new DeviceProfile(
          board,
          title,
          architecture,
          boot,
          storage,
          partitions,
          network,
          gpio,
          buses,
          watchdog,
          batteryClock,
          memoryMib,
          java,
          thermal,
          emulation);
    } catch (IllegalArgumentException e) {
      throw root.wrong(e);
    }
  }

  private static Boot boot(Section section) throws ProtocolException {
    Boot.Method method = section.choice("method", Boot.Method.class);
    Section kernel = section.section("kernel");
    String kernelPackage = kernel.text("package", PACKAGE);
    Boot.Suite suite = kernel.choice("suite", Boot.Suite.class);
    kernel.end();
    List<String> consoles = section.texts("consoles", 4, CONSOLE);
    List<String> deviceTrees = section.texts("deviceTrees", MAX_LIST, DEVICE_TREE);
    List<String> modules = section.texts("modules", MAX_LIST, MODULE);
    List<String> arguments = section.texts("arguments", MAX_LIST, ARGUMENT);
    section.end();
    try {
      return new Boot(method, kernelPackage, suite, consoles, deviceTrees, modules, arguments);
    } catch (IllegalArgumentException e) {
      throw section.wrong(e);
    }
  }

  private static List<Storage> storage(Section root) throws ProtocolException {
    Pattern word = Pattern.compile("sd|emmc|nvme|sata|virtio");
    List<Storage> storage = new ArrayList<>();
    for (String text : root.texts("storage", Storage.values().length, word)) {
      storage.add(Storage.valueOf(text.toUpperCase(Locale.ROOT)));
    }
    if (storage.isEmpty()) {
      throw root.wrong("storage", "it must name at least one of sd, emmc, nvme, sata, virtio");
    }
    return storage;
  }

  private static Partitions partitions(Section section) throws ProtocolException {
    // FAT16 has no fewer clusters than 16 MiB make; kernel and first root of arm64 take 41 MiB.
    int efi = section.integer("efiMib", 16, 512);
    int boot = section.integer("bootMib", 48, 512);
    int root = section.integer("rootMib", 128, 4096);
    int data = section.integer("dataMib", 64, 1 << 20);
    section.end();
    return new Partitions(efi, boot, root, data);
  }

  private static List<NetworkPort> network(Section root) throws ProtocolException {
    List<NetworkPort> ports = new ArrayList<>();
    for (Section section : root.sections("network", MAX_LIST)) {
      String name = section.text("name", INTERFACE);
      NetworkPort.Role role = section.choice("role", NetworkPort.Role.class);
      String label = section.optionalText("label", MAX_TITLE);
      section.end();
      ports.add(new NetworkPort(name, role, label == null ? "" : label));
    }
    return ports;
  }

  private static List<GpioLine> gpio(Section root) throws ProtocolException {
    List<GpioLine> lines = new ArrayList<>();
    for (Section section : root.sections("gpio", MAX_LIST)) {
      GpioLine.Role role = section.choice("role", GpioLine.Role.class);
      String chip = section.text("chip", CHIP);
      int line = section.integer("line", 0, 1023);
      boolean activeLow = section.has("activeLow") && section.flag("activeLow");
      section.end();
      lines.add(new GpioLine(role, chip, line, activeLow));
    }
    return lines;
  }

  private static List<Bus> buses(Section root) throws ProtocolException {
    List<Bus> buses = new ArrayList<>();
    for (Section section : root.sections("buses", MAX_LIST)) {
      Bus.Kind kind = section.choice("kind", Bus.Kind.class);
      String device = section.text("device", DEVICE);
      List<Bus.Sensor> sensors = new ArrayList<>();
      if (section.has("sensors")) {
        for (Section sensor : section.sections("sensors", MAX_LIST)) {
          String chip = sensor.text("chip", MODULE);
          int address = sensor.integer("address", 0, 127);
          sensor.end();
          sensors.add(new Bus.Sensor(chip, address));
        }
      }
      section.end();
      try {
        buses.add(new Bus(kind, device, sensors));
      } catch (IllegalArgumentException e) {
        throw section.wrong(e);
      }
    }
    return buses;
  }

  private static Watchdog watchdog(Section section) throws ProtocolException {
    String module = section.text("module", MODULE);
    int timeout = section.integer("timeoutSeconds", 5, 300);
    section.end();
    return new Watchdog(module, timeout);
  }

  private static JavaSettings java(Section section) throws ProtocolException {
    int heap = section.integer("heapMib", 32, 1 << 20);
    int memory = section.integer("memoryMib", 96, 1 << 20);
    section.end();
    try {
      return new JavaSettings(heap, memory);
    } catch (IllegalArgumentException e) {
      throw section.wrong(e);
    }
  }

  private static Thermal thermal(Section section) throws ProtocolException {
    int warn = section.integer("warnCelsius", 30, 120);
    int critical = section.integer("criticalCelsius", 30, 150);
    section.end();
    try {
      return new Thermal(warn, critical);
    } catch (IllegalArgumentException e) {
      throw section.wrong(e);
    }
  }

  private static Emulation emulation(Section section) throws ProtocolException {
    String machine = section.text("machine", EMULATED);
    String cpu = section.text("cpu", EMULATED);
    int memory = section.integer("memoryMib", 256, 1 << 16);
    List<String> devices = section.texts("devices", MAX_LIST, EMULATED);
    section.end();
    return new Emulation(machine, cpu, memory, devices);
  }
}
