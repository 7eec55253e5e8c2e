package io.omniedge.image.root;

import io.omniedge.gateway.device.DeviceProfile;
import io.omniedge.image.debian.Archive;
import io.omniedge.image.debian.DebFile;
import io.omniedge.image.layer.Layer;
import io.omniedge.image.layer.Layers;
import io.omniedge.image.tool.Digests;
import io.omniedge.image.tool.Folders;
import io.omniedge.image.tool.ImageException;
import io.omniedge.image.tool.Toolbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The system without gateway and board: Debian's packages unpacked, the files of the layers,
 * kernel, Java. Kept in the cache under the digest of all that it is made from.
 *
 * @param folder {@code root}, {@code beside} (kernel, GRUB) and {@code owners}
 * @param packages all of Debian that is in it
 * @param kernelVersion as in /usr/lib/modules
 */
public record Base(Path folder, List<DebFile> packages, String kernelVersion) {
  /** Another one when what is done here changes. */
  private static final int MAKING = 2;

  /** The file system. */
  public Path root() {
    return folder.resolve("root");
  }

  /** The kernel, which GRUB loads. */
  public Path kernelImage() {
    return folder.resolve("beside/vmlinuz");
  }

  /** What belongs to the boot and is not in the file system. */
  public Path beside() {
    return folder.resolve("beside");
  }

  /** For the maker of the file system. */
  public Path owners() {
    return folder.resolve("owners");
  }

  /** What a base is made from. */
  private record Parts(
      List<DebFile> packages, List<DebFile> kernel, DebFile jdk, TreeMap<String, DebFile> more) {
    List<DebFile> all() {
      List<DebFile> all = new ArrayList<>(packages);
      all.addAll(kernel);
      all.add(jdk);
      all.addAll(more.values());
      return all;
    }
  }

  /** Takes it from the cache, or makes it. */
  public static Base of(
      DeviceProfile profile, Archive archive, Layers layers, Toolbox tools, Path cache)
      throws IOException, ImageException, InterruptedException {
    Parts parts = parts(profile, archive, layers);
    Digests digests = new Digests().add(MAKING + " " + profile.architecture());
    for (DebFile file : parts.all()) {
      digests.add(file.name()).add(Digests.ofFile(file.file()));
    }
    layers.addTo(digests);
    digests.add(Runtime.version().toString());
    Path folder = cache.resolve("base-" + digests.hex().substring(0, 16));
    if (!Files.isDirectory(folder)) {
      Path unfinished = cache.resolve("base.unfinished");
      Folders.empty(unfinished);
      make(profile, parts, layers, tools, unfinished);
      Files.move(unfinished, folder);
    }
    return new Base(folder, parts.all(), Files.readString(folder.resolve("kernel")).strip());
  }

  private static Parts parts(DeviceProfile profile, Archive archive, Layers layers)
      throws IOException, ImageException, InterruptedException {
    List<DebFile> packages =
        archive.withDependencies(layers.packages()).stream()
            .filter(file -> !layers.without().containsKey(file.name()))
            .toList();
    TreeMap<String, DebFile> more = new TreeMap<>();
    for (Layer layer : layers.layers()) {
      for (Layer.Pair taken : layer.take()) {
        if (!more.containsKey(taken.first())) {
          more.put(taken.first(), archive.alone(taken.first()));
        }
      }
    }
    for (String name :
        List.of("busybox-static", "grub-efi-" + profile.architecture().debian() + "-bin")) {
      more.put(name, archive.alone(name));
    }
    return new Parts(
        packages,
        Kernel.packages(archive, profile.boot()),
        archive.alone(JavaRuntime.PACKAGE),
        more);
  }

  private static void make(
      DeviceProfile profile, Parts parts, Layers layers, Toolbox tools, Path folder)
      throws IOException, ImageException, InterruptedException {
    Path root = Files.createDirectories(folder.resolve("root"));
    Path beside = folder.resolve("beside");
    Ownership ownership = new Ownership();
    Unpacking unpacking = new Unpacking(root, ownership);
    TreeSet<String> withScripts = new TreeSet<>();
    for (DebFile file : parts.packages) {
      if (file.control().containsKey("postinst")) {
        withScripts.add(file.name());
      }
    }
    layers.checkScripts(withScripts);
    for (DebFile file : parts.packages) {
      unpacking.unpack(file, layers.wanted());
    }
    for (Layer layer : layers.layers()) {
      for (Layer.Pair taken : layer.take()) {
        DebFile from = parts.more.get(taken.first());
        if (from != null) {
          unpacking.unpack(from, taken.second()::equals);
        }
        if (!Files.exists(root.resolve(taken.second()))) {
          throw new ImageException(
              layer.source() + ": " + taken.first() + " has no file " + taken.second());
        }
      }
    }
    Kernel kernel = Kernel.unpack(parts.kernel, root, beside, layers.wanted(), tools);
    Unpacking besides = new Unpacking(beside, new Ownership());
    for (DebFile file : parts.more.values()) {
      if (file.name().startsWith("grub-efi-") || file.name().equals("busybox-static")) {
        besides.unpack(file, path -> !path.startsWith("usr/share/"));
      }
    }
    JavaRuntime.link(parts.jdk, root, folder.resolve("jdk"));
    Folders.remove(folder.resolve("jdk"));
    for (Layer layer : layers.layers()) {
      lay(layer, root);
    }
    tools.run("systemd-sysusers", "--root=" + root).run();
    for (Layer layer : layers.layers()) {
      units(layer, root, tools);
    }
    Folders.write(
        root.resolve("usr/share/omniedge/packages"),
        parts.all().stream()
            .map(file -> file.name() + " " + file.version() + "\n")
            .collect(Collectors.joining()));
    JavaRuntime.archiveClasses(profile.architecture(), root, tools);
    ownership.write(folder.resolve("owners"));
    Folders.write(folder.resolve("kernel"), kernel.version() + "\n");
  }

  private static void lay(Layer layer, Path root) throws IOException, ImageException {
    for (Layer.Pair copy : layer.copy()) {
      Path from = root.resolve(copy.first());
      Path to = root.resolve(copy.second());
      if (!Files.exists(from)) {
        throw new ImageException(layer.source() + ": copy: no package has " + copy.first());
      }
      Folders.parent(to);
      Files.copy(from, to, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    if (layer.files().isPresent()) {
      Folders.copy(layer.files().get(), root);
    }
    for (String empty : layer.folders()) {
      Files.createDirectories(root.resolve(empty));
    }
    for (Layer.Pair link : layer.links()) {
      Path path = root.resolve(link.first());
      Folders.parent(path);
      Files.deleteIfExists(path);
      Files.createSymbolicLink(path, Path.of(link.second()));
    }
  }

  private static void units(Layer layer, Path root, Toolbox tools)
      throws IOException, ImageException, InterruptedException {
    if (!layer.mask().isEmpty()) {
      tools.run("systemctl", "--root=" + root, "mask").and(layer.mask()).run();
    }
    if (!layer.enable().isEmpty()) {
      tools.run("systemctl", "--root=" + root, "enable").and(layer.enable()).run();
    }
  }
}
