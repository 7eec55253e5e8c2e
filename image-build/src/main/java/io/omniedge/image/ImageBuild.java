package io.omniedge.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.omniedge.gateway.device.Boot;
import io.omniedge.gateway.device.DeviceProfile;
import io.omniedge.image.boot.FirstRoot;
import io.omniedge.image.boot.GrubEnvironment;
import io.omniedge.image.disk.Disk;
import io.omniedge.image.disk.FileSystems;
import io.omniedge.image.disk.Seed;
import io.omniedge.image.disk.Verity;
import io.omniedge.image.evidence.BillOfMaterials;
import io.omniedge.image.evidence.SigningKeys;
import io.omniedge.image.layer.Layers;
import io.omniedge.image.root.Base;
import io.omniedge.image.root.JavaRuntime;
import io.omniedge.image.root.ProfileFiles;
import io.omniedge.image.tool.Digests;
import io.omniedge.image.tool.Folders;
import io.omniedge.image.tool.ImageException;
import io.omniedge.image.tool.Toolbox;
import io.omniedge.protocol.ProtocolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Builds the image of one board. Used once, by one thread. */
final class ImageBuild {
  /** What GRUB is linked from: a slot is chosen, checked for nothing, and started. */
  private static final List<String> GRUB_MODULES =
      List.of(
          "part_gpt",
          "fat",
          "normal",
          "linux",
          "echo",
          "loadenv",
          "test",
          "search",
          "search_label",
          "configfile",
          "sleep",
          "reboot",
          "regexp");

  private final Options options;
  private final Steps steps;

  ImageBuild(Options options, Steps steps) {
    this.options = options;
    this.steps = steps;
  }

  /** Where the image of a board is. */
  static Path diskOf(Path out, String board) {
    return out.resolve(board).resolve(board + ".img");
  }

  void run() throws IOException, ImageException, InterruptedException {
    Path source = profileFile(options.root(), options.board());
    DeviceProfile profile = read(source);
    Workshop workshop = options.workshop();
    Toolbox tools = workshop.builders();
    steps.done("programs to build with");
    var archive =
        workshop.archive(
            profile.architecture().debian(), profile.boot().suite() == Boot.Suite.BACKPORTS);
    Layers layers = Layers.read(options.root().resolve("image-build/layers"));
    Base base = Base.of(profile, archive, layers, tools, options.cache());
    steps.done("base of " + base.packages().size() + " packages, kernel " + base.kernelVersion());
    SigningKeys keys = SigningKeys.in(options.keys(), options.keysAreForTrials(), tools);
    Path out = Folders.empty(options.out().resolve(profile.board()));
    Path work = Folders.empty(options.cache().resolve("work-" + profile.board()));
    Seed seed = new Seed(profile.board() + " " + options.version());
    FileSystems fileSystems = new FileSystems(tools, options.time(), seed);

    Path root = work.resolve("root");
    Folders.copy(base.root(), root);
    ProfileFiles.write(profile, source, root);
    gateway(root);
    Folders.write(root.resolve("usr/lib/omniedge/version"), options.version() + "\n");
    Files.createDirectories(root.resolve("etc/rauc"));
    Files.copy(keys.keyring(), root.resolve("etc/rauc/keyring.pem"));
    Folders.setTimes(root, JavaRuntime.MODULES_TIME);
    // The clock of a board without battery starts here at the earliest [systemd(1)].
    Path floor = root.resolve("usr/lib/clock-epoch");
    Folders.write(floor, "");
    Files.setLastModifiedTime(floor, FileTime.from(options.time()));
    Files.setLastModifiedTime(root.resolve("usr/lib"), FileTime.from(JavaRuntime.MODULES_TIME));
    steps.done("root with the gateway");

    Path rootImage = out.resolve("rootfs.img");
    fileSystems.squash(root, base.owners(), rootImage);
    Verity verity = Verity.append(rootImage, tools, seed);
    Folders.write(out.resolve("roothash"), verity.rootHash() + "\n");
    steps.done("squashfs with dm-verity, root hash " + verity.rootHash());

    Path bootImage = out.resolve("boot.img");
    fileSystems.fat(
        boot(profile, base, verity, tools, work),
        profile.partitions().bootMib(),
        "BOOT",
        bootImage);
    Path efi = work.resolve("efi.img");
    fileSystems.fat(
        efi(profile, base, tools, work), profile.partitions().efiMib(), "OMNIEDGE", efi);
    Path data = work.resolve("data.img");
    fileSystems.ext4(profile.partitions().dataMib(), "data", data);
    Path disk = diskOf(options.out(), profile.board());
    Disk.of(profile.partitions(), efi, bootImage, rootImage, data).write(disk, tools, seed, work);
    steps.done("disk of " + (Files.size(disk) >> 20) + " MiB");

    evidence(profile, base, root, seed, out);
    Path bundle = bundle(profile, tools, keys, out, work);
    Path packed = disk.resolveSibling(disk.getFileName() + ".zst");
    tools.run("zstd", "-q", "-f", "-3", "-T0", disk, "-o", packed).run();
    sums(out);
    keys.sign(out.resolve("SHA256SUMS"), tools);
    steps.done(
        "signed: image of %d MiB compressed, bundle of %d MiB"
            .formatted(Files.size(packed) >> 20, Files.size(bundle) >> 20));
    Folders.remove(work);
  }

  static Path profileFile(Path root, String board) throws IOException, ImageException {
    for (Path file : Folders.files(root.resolve("device-profiles"))) {
      if (file.endsWith(Path.of(board, "profile.yaml"))) {
        return file;
      }
    }
    throw new ImageException(
        "there is no device-profiles/*/" + board + "/profile.yaml; ./dev image lists the boards");
  }

  static DeviceProfile read(Path file) throws IOException, ImageException {
    try {
      return DeviceProfile.read(Files.readAllBytes(file));
    } catch (ProtocolException e) {
      throw new ImageException(file + ": " + e.getMessage(), e);
    }
  }

  private void gateway(Path root) throws IOException, ImageException {
    Path built = options.root().resolve("osgi-bundles/runtime/target/gateway");
    if (!Files.isDirectory(built.resolve("bundles"))) {
      throw new ImageException(built + " is not there: build osgi-bundles/runtime");
    }
    Path target = root.resolve("usr/lib/omniedge-gateway");
    Folders.copy(built, target);
    // A device has no shell for people.
    Folders.remove(target.resolve("shell"));
    Path unit = options.root().resolve("osgi-bundles/packages/src/main/gateway/root");
    Folders.copy(unit.resolve("usr/lib/systemd"), root.resolve("usr/lib/systemd"));
  }

  private Path boot(DeviceProfile profile, Base base, Verity verity, Toolbox tools, Path work)
      throws IOException, ImageException, InterruptedException {
    Path boot = Folders.empty(work.resolve("boot"));
    Files.copy(base.kernelImage(), boot.resolve("vmlinuz"));
    Folders.write(boot.resolve("slot.cfg"), "set verity=" + verity.argument() + "\n");
    new FirstRoot(base.root(), profile.architecture().triplet(), base.kernelVersion())
        .write(
            boot.resolve("initrd"),
            base.beside().resolve("usr/bin/busybox"),
            bootFile("init"),
            profile.boot().modules(),
            tools,
            work);
    return boot;
  }

  private Path efi(DeviceProfile profile, Base base, Toolbox tools, Path work)
      throws IOException, ImageException, InterruptedException {
    Path efi = Folders.empty(work.resolve("efi"));
    Path grub = Files.createDirectories(efi.resolve("grub"));
    StringBuilder consoles = new StringBuilder();
    for (String console : profile.boot().consoles()) {
      consoles.append(consoles.isEmpty() ? "" : " ").append("console=").append(console);
    }
    Folders.write(
        grub.resolve("grub.cfg"),
        Files.readString(bootFile("grub.cfg"))
            .replace("@CONSOLES@", consoles)
            .replace("@ARGUMENTS@", String.join(" ", profile.boot().arguments())));
    Files.write(
        grub.resolve("grubenv"),
        GrubEnvironment.of(
            new TreeMap<>(
                Map.of("ORDER", "A B", "A_OK", "1", "A_TRY", "0", "B_OK", "0", "B_TRY", "0"))));
    Path program = efi.resolve("EFI/BOOT").resolve(profile.architecture().efiFile());
    Folders.parent(program);
    List<Object> arguments = new ArrayList<>(List.of("-O", profile.architecture().grub()));
    arguments.addAll(
        List.of(
            "-d", base.beside().resolve("usr/lib/grub").resolve(profile.architecture().grub())));
    arguments.addAll(List.of("-c", bootFile("early.cfg"), "-p", "/grub", "-o", program));
    tools.run("grub-mkimage").and(arguments).and(GRUB_MODULES).run();
    return efi;
  }

  private Path bootFile(String name) {
    return options.root().resolve("image-build/src/main/boot").resolve(name);
  }

  private void evidence(DeviceProfile profile, Base base, Path root, Seed seed, Path out)
      throws IOException, ImageException, InterruptedException {
    BillOfMaterials bill = new BillOfMaterials();
    bill.packages(base.packages(), profile.architecture().debian());
    bill.programs(root.resolve("usr/lib/omniedge-gateway"));
    Folders.write(
        out.resolve(profile.board() + ".cdx.json"),
        bill.document(
            "omniedge-" + profile.board(), options.version(), seed.uuid("bill"), options.time()));
    steps.done("bill of " + bill.size() + " parts");
  }

  private Path bundle(DeviceProfile profile, Toolbox tools, SigningKeys keys, Path out, Path work)
      throws IOException, ImageException, InterruptedException {
    Path folder = Folders.empty(work.resolve("bundle"));
    for (String image : List.of("rootfs.img", "boot.img")) {
      Files.createLink(folder.resolve(image), out.resolve(image).toRealPath());
    }
    Folders.write(
        folder.resolve("manifest.raucm"),
        """
        [update]
        compatible=omniedge-%s
        version=%s

        [bundle]
        format=verity

        [image.rootfs]
        filename=rootfs.img

        [image.boot]
        filename=boot.img
        """
            .formatted(profile.board(), options.version()));
    Path bundle = out.resolve(profile.board() + ".raucb");
    tools
        .run("rauc", "bundle", "--cert=" + keys.certificate(), "--key=" + keys.key())
        .and("--keyring=" + keys.keyring(), folder, bundle)
        .run();
    return bundle;
  }

  private static void sums(Path out) throws IOException {
    StringBuilder sums = new StringBuilder();
    for (Path file : Folders.files(out)) {
      sums.append(Digests.ofFile(file)).append("  ").append(out.relativize(file)).append('\n');
    }
    Files.write(out.resolve("SHA256SUMS"), sums.toString().getBytes(UTF_8));
  }

  /** What is said while it works. */
  interface Steps {
    /** A step is done. */
    void done(String what);
  }

  /**
   * What to build, from what.
   *
   * @param root of the project
   * @param version of the image
   * @param time of everything in it
   */
  record Options(
      Path root,
      String board,
      Path cache,
      Path out,
      Path keys,
      boolean keysAreForTrials,
      String version,
      Instant time,
      Workshop workshop) {}
}
