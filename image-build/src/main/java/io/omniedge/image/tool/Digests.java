package io.omniedge.image.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** SHA-256 of what an image is made from: equal digests, equal image. One thread. */
public final class Digests {
  private final MessageDigest digest;

  /** Of nothing yet. */
  public Digests() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Adds a text; two texts are not the same as one that is both. */
  public Digests add(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    digest.update((bytes.length + ":").getBytes(UTF_8));
    digest.update(bytes);
    return this;
  }

  /** Adds a file, or a folder with all names and files in it. */
  public Digests add(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      List<Path> files;
      try (Stream<Path> all = Files.walk(path)) {
        files = all.filter(Files::isRegularFile).sorted().toList();
      }
      for (Path file : files) {
        add(path.relativize(file).toString()).add(file);
      }
      return this;
    }
    add(Files.isExecutable(path) ? "x" : "-");
    return add(ofFile(path));
  }

  /** The digest in hexadecimal digits. */
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The digest of a file's bytes. */
  public static String ofFile(Path file) throws IOException {
    MessageDigest digest = new Digests().digest;
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
