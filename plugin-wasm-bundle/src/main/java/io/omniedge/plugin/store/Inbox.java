package io.omniedge.plugin.store;

import io.omniedge.gateway.configuration.storage.PrivateFile;
import io.omniedge.plugin.module.ModuleLimits;
import io.omniedge.protocol.json.JsonObject;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder where an operator of this machine puts what is to be installed: a file {@code NAME.wasm}
 * is a package, a file {@code ID.remove} takes a plugin away. Each is answered by a file with
 * {@code .result} behind its name, {@code {"v":1,"done":"..."}} or {@code {"v":1,"error":"..."}},
 * and is gone then. Whoever puts a file there writes it under another name first.
 */
public final class Inbox implements AutoCloseable {
  /** The end of the name of a package. */
  public static final String PACKAGE = ".wasm";

  /** The end of the name of a wish that a plugin goes. */
  public static final String REMOVAL = ".remove";

  /** The end of the name of an answer. */
  public static final String RESULT = ".result";

  private static final Logger LOG = System.getLogger(Inbox.class.getName());

  private final Path folder;
  private final Requests requests;
  private final WatchService watch;
  private final Thread thread;

  /** Does what is wanted. On one thread. */
  public interface Requests {
    /**
     * Installs a package.
     *
     * @return what was done, for the operator
     * @throws Exception saying why not
     */
    String install(byte[] file) throws Exception;

    /**
     * Removes a plugin.
     *
     * @return what was done, for the operator
     * @throws Exception saying why not
     */
    String remove(String id) throws Exception;
  }

  private Inbox(Path folder, Requests requests, WatchService watch) {
    this.folder = folder;
    this.requests = requests;
    this.watch = watch;
    this.thread = new Thread(this::run, "plugins inbox");
    this.thread.setDaemon(true);
  }

  /** Opens the folder, made if it is missing, and looks into it from now on. */
  public static Inbox open(Path folder, Requests requests) throws IOException {
    PrivateFile.makeDirectory(folder);
    WatchService watch = folder.getFileSystem().newWatchService();
    // The key is the service's: closing that ends it.
    WatchKey unused =
        folder.register(
            watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
    Inbox inbox = new Inbox(folder, requests, watch);
    inbox.thread.start();
    return inbox;
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        look();
        WatchKey key = watch.take();
        key.pollEvents();
        if (!key.reset()) {
          LOG.log(Level.ERROR, "{0} is gone: nothing is installed from there", folder);
          return;
        }
      }
    } catch (InterruptedException | ClosedWatchServiceException e) {
      LOG.log(Level.DEBUG, "closed", e);
    }
  }

  private void look() {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.sorted().toList();
    } catch (IOException e) {
      LOG.log(Level.ERROR, "cannot look into {0}: {1}", folder, e.getMessage());
      return;
    }
    for (Path file : files) {
      String name = String.valueOf(file.getFileName());
      if ((name.endsWith(PACKAGE) || name.endsWith(REMOVAL)) && Files.isRegularFile(file)) {
        answer(file, name);
      }
    }
  }

  private void answer(Path file, String name) {
    JsonObject.Builder result = JsonObject.builder().put("v", 1);
    try {
      result.put("done", serve(file, name));
    } catch (Exception e) {
      String why = Optional.ofNullable(e.getMessage()).orElse(e.toString());
      LOG.log(Level.WARNING, "{0}: {1}", name, why);
      result.put("error", why);
    }
    try {
      // Whoever has the answer may put the next file there at once, which is to stay.
      Files.deleteIfExists(file);
      PrivateFile.replace(folder.resolve(name + RESULT), result.build().toBytes());
    } catch (IOException e) {
      LOG.log(Level.ERROR, "cannot answer {0}: {1}", file, e.getMessage());
    }
  }

  private String serve(Path file, String name) throws Exception {
    if (name.endsWith(REMOVAL)) {
      return requests.remove(name.substring(0, name.length() - REMOVAL.length()));
    }
    long size = Files.size(file);
    if (size > ModuleLimits.BYTES) {
      throw new IOException(
          "it has " + size + " bytes; at most " + ModuleLimits.BYTES + " are taken");
    }
    return requests.install(Files.readAllBytes(file));
  }

  @Override
  public void close() throws IOException {
    watch.close();
    thread.interrupt();
  }
}
