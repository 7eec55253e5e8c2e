package io.omniedge.plugin.store;

import io.omniedge.gateway.configuration.storage.PrivateFile;
import io.omniedge.plugin.module.ModuleLimits;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The plugins of a gateway on its disk:
 *
 * <pre>
 * installed.json        which packages are at work, and which were before
 * packages/SHA256.wasm  the packages
 * values/ID.kv          what a plugin keeps
 * </pre>
 *
 * <p>Every change is one file that takes the place of another; a package nobody names any more goes
 * after that. Thread-safe.
 */
public final class PackageStore {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_PLUGINS = 1_000;
  private static final int MAX_VALUE_BYTES = 1 << 20;
  private static final String PACKAGE = ".wasm";

  private final Path installed;
  private final Path packages;
  private final Path values;
  private final SortedMap<String, Installed> plugins;

  private PackageStore(Path directory, SortedMap<String, Installed> plugins) {
    this.installed = directory.resolve("installed.json");
    this.packages = directory.resolve("packages");
    this.values = directory.resolve("values");
    this.plugins = plugins;
  }

  /**
   * Opens the directory, or makes it. What a killed process left half written goes.
   *
   * @throws IOException naming the file that is not good; it is left as it is
   */
  public static PackageStore open(Path directory) throws IOException {
    PackageStore store = new PackageStore(directory, new TreeMap<>());
    for (Path folder : Set.of(directory, store.packages, store.values)) {
      PrivateFile.makeDirectory(folder);
      PrivateFile.deleteLeftovers(folder);
    }
    Optional<byte[]> list = read(store.installed, MAX_BYTES);
    if (list.isPresent()) {
      try {
        Fields fields = Fields.of(JsonReader.readObject(list.get(), MAX_BYTES));
        store.plugins.putAll(fields.map("plugins", MAX_PLUGINS, Installed::read));
      } catch (ProtocolException e) {
        throw new IOException(store.installed + ": " + e.getMessage(), e);
      }
    }
    store.deleteUnnamed();
    return store;
  }

  private static Optional<byte[]> read(Path file, int maxBytes) throws IOException {
    try {
      long size = Files.size(file);
      if (size > maxBytes) {
        throw new IOException(file + " has " + size + " bytes; at most " + maxBytes + " are read");
      }
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** SHA-256 of a package, in hexadecimal: its name here and everywhere. */
  public static String digest(byte[] file) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** What is known of each plugin, by its identifier. */
  public synchronized SortedMap<String, Installed> plugins() {
    return new TreeMap<>(plugins);
  }

  /** What is known of one. */
  public synchronized Optional<Installed> find(String id) {
    return Optional.ofNullable(plugins.get(id));
  }

  /**
   * A package.
   *
   * @throws IOException if it is not there, or not what it was
   */
  public byte[] read(String sha256) throws IOException {
    Path file = packages.resolve(sha256 + PACKAGE);
    byte[] bytes =
        read(file, ModuleLimits.BYTES).orElseThrow(() -> new NoSuchFileException(file.toString()));
    if (!digest(bytes).equals(sha256)) {
      throw new IOException(file + " is damaged: its SHA-256 is another one");
    }
    return bytes;
  }

  /** Keeps a package; nobody names it yet. */
  public void keep(byte[] file) throws IOException {
    PrivateFile.replace(packages.resolve(digest(file) + PACKAGE), file);
  }

  /** Keeps what is known of a plugin; packages that nobody names any more go. */
  public synchronized void record(String id, Installed known) throws IOException {
    SortedMap<String, Installed> changed = new TreeMap<>(plugins);
    changed.put(id, known);
    Map<String, JsonValue> documents = new TreeMap<>();
    changed.forEach((name, one) -> documents.put(name, one.toJson()));
    JsonObject document =
        JsonObject.builder().put("v", 1).put("plugins", JsonObject.of(documents)).build();
    PrivateFile.replace(installed, document.toString().getBytes(StandardCharsets.UTF_8));
    plugins.put(id, known);
    deleteUnnamed();
  }

  private synchronized void deleteUnnamed() throws IOException {
    Set<String> named = new TreeSet<>();
    for (Installed one : plugins.values()) {
      one.sha256().ifPresent(digest -> named.add(digest + PACKAGE));
      one.previous().ifPresent(digest -> named.add(digest + PACKAGE));
    }
    Set<Path> there;
    try (Stream<Path> all = Files.list(packages)) {
      there = all.collect(Collectors.toSet());
    }
    for (Path file : there) {
      if (!named.contains(String.valueOf(file.getFileName()))) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** What a plugin kept, as it was written. */
  public Optional<byte[]> values(String id) throws IOException {
    return read(values.resolve(id + ".kv"), MAX_VALUE_BYTES);
  }

  /** Writes what a plugin keeps. */
  public void keepValues(String id, byte[] snapshot) throws IOException {
    PrivateFile.replace(values.resolve(id + ".kv"), snapshot);
  }

  /** Forgets what a plugin kept. */
  public void deleteValues(String id) throws IOException {
    Files.deleteIfExists(values.resolve(id + ".kv"));
  }
}
