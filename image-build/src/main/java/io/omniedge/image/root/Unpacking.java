package io.omniedge.image.root;

import io.omniedge.image.debian.DebFile;
import io.omniedge.image.tool.Folders;
import io.omniedge.image.tool.ImageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * Unpacks packages into a folder, without running anything of theirs. One thread.
 *
 * <p>On a system whose /bin is /usr/bin an old path leads to the new place; here the new place is
 * taken at once, because the links of base-files may come later.
 */
public final class Unpacking {
  private static final Pattern MERGED = Pattern.compile("^(bin|sbin|lib|lib64)(/.*)");

  private final Path root;
  private final Ownership ownership;

  /** Into this folder. */
  public Unpacking(Path root, Ownership ownership) {
    this.root = root;
    this.ownership = ownership;
  }

  /** Unpacks those of its files that are wanted. */
  public void unpack(DebFile file, Predicate<String> wanted)
      throws IOException, ImageException, InterruptedException {
    file.visit(
        (path, entry, content) -> {
          String place = MERGED.matcher(path).replaceFirst("usr/$1$2");
          if (wanted.test(place)) {
            put(place, entry, content);
          }
        });
  }

  private void put(String path, TarArchiveEntry entry, InputStream content) throws IOException {
    Path target = root.resolve(path);
    if (entry.isDirectory()) {
      // A folder that is a link to one stays a link.
      if (!Files.isDirectory(target)) {
        Files.createDirectories(target);
        Files.setPosixFilePermissions(target, permissions(entry.getMode()));
      }
      ownership.note(path, entry.getMode(), entry.getLongUserId(), entry.getLongGroupId());
      return;
    }
    Folders.parent(target);
    if (entry.isSymbolicLink()) {
      if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
        return; // /bin as a folder of ours would be in the way of the link: there is none
      }
      Files.deleteIfExists(target);
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
      return;
    }
    if (entry.isLink()) {
      String from = entry.getLinkName().replaceAll("^(\\./|/)+", "");
      Files.deleteIfExists(target);
      Files.createLink(target, root.resolve(MERGED.matcher(from).replaceFirst("usr/$1$2")));
      return;
    }
    if (!entry.isFile()) {
      throw new IOException(path + " is neither file, folder nor link");
    }
    Files.deleteIfExists(target);
    Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
    Files.setPosixFilePermissions(target, permissions(entry.getMode()));
    Files.setLastModifiedTime(target, entry.getLastModifiedTime());
    ownership.note(path, entry.getMode(), entry.getLongUserId(), entry.getLongGroupId());
  }

  static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] byBit = {
      PosixFilePermission.OTHERS_EXECUTE,
      PosixFilePermission.OTHERS_WRITE,
      PosixFilePermission.OTHERS_READ,
      PosixFilePermission.GROUP_EXECUTE,
      PosixFilePermission.GROUP_WRITE,
      PosixFilePermission.GROUP_READ,
      PosixFilePermission.OWNER_EXECUTE,
      PosixFilePermission.OWNER_WRITE,
      PosixFilePermission.OWNER_READ
    };
    for (int bit = 0; bit < byBit.length; bit++) {
      if ((mode & (1 << bit)) != 0) {
        permissions.add(byBit[bit]);
      }
    }
    return permissions;
  }
}
