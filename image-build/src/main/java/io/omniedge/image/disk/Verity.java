package io.omniedge.image.disk;

import io.omniedge.image.tool.ImageException;
import io.omniedge.image.tool.Toolbox;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tree of hashes behind a file system: whoever knows the root hash knows every block [Linux,
 * Documentation/admin-guide/device-mapper/verity.rst].
 *
 * @param blocks of data, each {@value #BLOCK_BYTES} bytes
 * @param rootHash in hexadecimal digits
 * @param salt in hexadecimal digits
 */
public record Verity(long blocks, String rootHash, String salt) {
  private static final int BLOCK_BYTES = 4096;
  private static final Pattern ROOT = Pattern.compile("Root hash:\\s*([0-9a-f]{64})");

  /** Appends the tree to a file. */
  public static Verity append(Path file, Toolbox tools, Seed seed)
      throws IOException, ImageException, InterruptedException {
    long blocks = (Files.size(file) + BLOCK_BYTES - 1) / BLOCK_BYTES;
    try (RandomAccessFile whole = new RandomAccessFile(file.toFile(), "rw")) {
      whole.setLength(blocks * BLOCK_BYTES);
    }
    String salt = seed.hex("salt");
    String said =
        tools
            .run("veritysetup", "format", "--data-blocks=" + blocks)
            .and("--hash-offset=" + blocks * BLOCK_BYTES, "--salt=" + salt)
            .and("--uuid=" + seed.uuid("verity"), file, file)
            .run();
    Matcher matcher = ROOT.matcher(said);
    if (!matcher.find()) {
      throw new ImageException("veritysetup gave no root hash:\n" + said);
    }
    return new Verity(blocks, matcher.group(1), salt);
  }

  /** As the first root reads it from the command line of the kernel. */
  public String argument() {
    return blocks + ":" + rootHash + ":" + salt;
  }
}
