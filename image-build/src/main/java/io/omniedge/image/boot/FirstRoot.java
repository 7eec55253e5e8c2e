package io.omniedge.image.boot;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.omniedge.image.tool.Folders;
import io.omniedge.image.tool.ImageException;
import io.omniedge.image.tool.Toolbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The root file system that the kernel starts with (an initrd): busybox, dmsetup, the modules that
 * the disk needs, and a script that goes on to the verified root. A tenth of what Debian's own tool
 * makes, and the same bytes each time.
 */
public final class FirstRoot {
  /** For the root file system and what lasts, on every board; ext4 asks for crc32c by its name. */
  private static final List<String> MODULES =
      List.of("dm-mod", "dm-verity", "sha256", "squashfs", "crc32c_generic", "ext4");

  private final Path root;
  private final String triplet;
  private final Path modules;
  private final TreeMap<String, byte[]> files = new TreeMap<>();
  private final Set<String> programs = new TreeSet<>();

  /**
   * From the programs and modules of a root.
   *
   * @param triplet the folder of its libraries
   */
  public FirstRoot(Path root, String triplet, String kernelVersion) {
    this.root = root;
    this.triplet = triplet;
    this.modules = root.resolve("usr/lib/modules").resolve(kernelVersion);
  }

  /**
   * Makes it, compressed.
   *
   * @param busybox linked without libraries
   * @param script that the kernel starts
   * @param boardModules by their names
   */
  public void write(
      Path target, Path busybox, Path script, List<String> boardModules, Toolbox tools, Path work)
      throws IOException, ImageException, InterruptedException {
    program("bin/busybox", busybox);
    program("init", script);
    withLibraries("usr/sbin/dmsetup");
    List<String> wanted = new ArrayList<>(MODULES);
    wanted.addAll(boardModules);
    StringBuilder order = new StringBuilder();
    for (String path : inOrder(wanted)) {
      String name = String.valueOf(Path.of(path).getFileName()).replaceAll("\\.[xg]z$|\\.zst$", "");
      files.put("modules/" + name, decompressed(modules.resolve(path), tools, work));
      order.append(name).append('\n');
    }
    files.put("modules/order", order.toString().getBytes(UTF_8));
    Path plain = work.resolve("first-root.cpio");
    Files.write(plain, archive());
    tools.run("zstd", "-q", "-f", "-19", "-T1", plain, "-o", target).run();
    Files.delete(plain);
  }

  private byte[] archive() {
    CpioWriter cpio = new CpioWriter();
    Set<String> folders = new TreeSet<>(List.of("proc", "sys", "dev", "run", "new", "data"));
    for (String file : files.keySet()) {
      for (int slash = file.indexOf('/'); slash > 0; slash = file.indexOf('/', slash + 1)) {
        folders.add(file.substring(0, slash));
      }
    }
    folders.forEach(cpio::folder);
    // What programs name by their old paths.
    cpio.link("lib", "usr/lib");
    cpio.link("lib64", "usr/lib");
    files.forEach((path, content) -> cpio.file(path, programs.contains(path), content));
    return cpio.finish();
  }

  private void program(String path, Path from) throws IOException {
    files.put(path, Files.readAllBytes(from));
    programs.add(path);
  }

  private void withLibraries(String path) throws IOException, ImageException {
    if (files.containsKey(path)) {
      return;
    }
    Path from = root.resolve(path).toRealPath();
    program(path, from);
    ElfFile elf = ElfFile.read(from);
    if (elf.interpreter().isPresent()) {
      String loader = elf.interpreter().get();
      Path real = root.resolve("usr/lib").resolve(triplet).resolve(Path.of(loader).getFileName());
      if (!Files.exists(real)) {
        throw new ImageException(path + " wants the loader " + loader + ", which is not there");
      }
      program("usr/lib/" + Path.of(loader).getFileName(), real.toRealPath());
    }
    for (String library : elf.needed()) {
      withLibraries("usr/lib/" + triplet + "/" + library);
    }
  }

  /** The modules with all they need, each behind what it needs; paths as in modules.dep. */
  private List<String> inOrder(List<String> names) throws IOException, ImageException {
    Map<String, List<String>> needs = new HashMap<>();
    Map<String, String> byName = new HashMap<>();
    for (String line : Files.readAllLines(modules.resolve("modules.dep"))) {
      int colon = line.indexOf(':');
      String path = line.substring(0, colon);
      byName.put(moduleName(path), path);
      List<String> list = List.of(line.substring(colon + 1).strip().split(" "));
      needs.put(path, list.get(0).isEmpty() ? List.of() : list);
    }
    Set<String> builtIn = new TreeSet<>();
    for (String line : Files.readAllLines(modules.resolve("modules.builtin"))) {
      builtIn.add(moduleName(line));
    }
    Map<String, String> aliases = aliases();
    Set<String> order = new LinkedHashSet<>();
    for (String name : names) {
      String plain = name.replace('-', '_');
      plain = byName.containsKey(plain) ? plain : aliases.getOrDefault(plain, plain);
      if (builtIn.contains(plain)) {
        continue;
      }
      String path = byName.get(plain);
      if (path == null) {
        throw new ImageException(
            "the kernel has no module " + name + " that the board's profile or the root needs");
      }
      add(path, needs, order);
    }
    return List.copyOf(order);
  }

  /** Some drivers are asked for by what they do, as sha256. */
  private Map<String, String> aliases() throws IOException {
    Map<String, String> aliases = new HashMap<>();
    for (String line : Files.readAllLines(modules.resolve("modules.alias"))) {
      String[] words = line.split(" ", -1);
      if (words.length == 3) {
        aliases.putIfAbsent(words[1].replace('-', '_'), words[2]);
      }
    }
    return aliases;
  }

  private static void add(String path, Map<String, List<String>> needs, Set<String> order) {
    for (String first : needs.getOrDefault(path, List.of())) {
      add(first, needs, order);
    }
    order.add(path);
  }

  private static String moduleName(String path) {
    return String.valueOf(Path.of(path).getFileName())
        .replaceAll("\\.ko(\\..*)?$", "")
        .replace('-', '_');
  }

  private static byte[] decompressed(Path module, Toolbox tools, Path work)
      throws IOException, ImageException, InterruptedException {
    String name = module.toString();
    if (name.endsWith(".ko")) {
      return Files.readAllBytes(module);
    }
    if (!name.endsWith(".xz") && !name.endsWith(".zst")) {
      throw new ImageException(module + " is compressed in a way that is new");
    }
    Path copy = work.resolve("module.ko" + name.substring(name.lastIndexOf('.')));
    Path plain = work.resolve("module.ko");
    Files.deleteIfExists(plain);
    Folders.parent(copy);
    Files.copy(module, copy, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    tools.run(name.endsWith(".xz") ? "xz" : "zstd", "-d", "-q", "-f", copy).run();
    byte[] content = Files.readAllBytes(plain);
    Files.deleteIfExists(plain);
    Files.deleteIfExists(copy);
    return content;
  }
}
