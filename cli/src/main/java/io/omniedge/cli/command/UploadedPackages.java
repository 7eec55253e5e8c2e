package io.omniedge.cli.command;

import io.omniedge.cli.manager.Manager;
import io.omniedge.cli.output.Failure;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.net.Names;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The plugin packages that a manager has, by what people call them. */
final class UploadedPackages {
  static final String PATH = "/api/v1/plugin-packages";

  /** As much as a manager takes. */
  private static final int MAX_BYTES = 1 << 20;

  private static final int MOST = 10_000;

  private final Context context;

  UploadedPackages(Context context) {
    this.context = context;
  }

  /** Whether a word on the command line is the name of a file. */
  static boolean isFile(String word) {
    return word.endsWith(".wasm") || word.contains("/");
  }

  /** The one of a file, which is uploaded if the manager does not have it. */
  JsonObject ofFile(String name) throws Failure {
    byte[] file = read(name);
    List<JsonObject> known = context.manager().list(PATH, Map.of("sha256", sha256(file)), MOST);
    return known.isEmpty() ? upload(file) : known.get(0);
  }

  /** Uploads a file, though the manager may have it. */
  JsonObject upload(String name) throws Failure {
    return upload(read(name));
  }

  private JsonObject upload(byte[] file) throws Failure {
    return context.manager().post(PATH, file, "application/wasm").document();
  }

  /**
   * The one that is called so: {@code p-…}, {@code com.acme.hook@1.2.0}, or the newest of a plugin.
   */
  JsonObject named(String word) throws Failure {
    if (Names.ID.matcher(word).matches()) {
      return context.manager().get(PATH + "/" + Manager.segment(word)).document();
    }
    String[] parts = word.split("@", 2);
    List<JsonObject> known = context.manager().list(PATH, Map.of("plugin", parts[0]), MOST);
    return known.stream()
        .filter(one -> parts.length == 1 || View.text(one, "version").equals(parts[1]))
        .max(Comparator.comparing(UploadedPackages::version, Arrays::compare))
        .orElseThrow(
            () ->
                Failure.input(
                    "no-such-plugin",
                    "the manager has no plugin \"" + word + "\"",
                    known.isEmpty()
                        ? "see: omniedge plugin list; a file's name ends in .wasm"
                        : "it has "
                            + known.stream()
                                .map(one -> View.text(one, "version"))
                                .collect(Collectors.joining(", "))));
  }

  private static long[] version(JsonObject one) {
    return Arrays.stream(View.text(one, "version").split("\\."))
        .filter(part -> part.matches("[0-9]{1,9}"))
        .mapToLong(Long::parseLong)
        .toArray();
  }

  private static byte[] read(String name) throws Failure {
    try (InputStream in = Files.newInputStream(Path.of(name))) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw wrong(name, "it is longer than " + MAX_BYTES + " bytes");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw wrong(name, "there is no such file");
    } catch (AccessDeniedException e) {
      throw wrong(name, "permission denied");
    } catch (InvalidPathException e) {
      throw wrong(name, "it is no file name");
    } catch (IOException e) {
      throw wrong(name, String.valueOf(e.getMessage()));
    }
  }

  private static Failure wrong(String name, String reason) {
    return Failure.input("file", "cannot read " + name + ": " + reason, "");
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
