package io.omniedge.cli.plugin;

import io.omniedge.cli.output.ExitStatus;
import io.omniedge.cli.output.Failure;
import io.omniedge.plugin.store.Inbox;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonString;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The gateway of this machine, which is asked by files in a folder of its data directory. */
public final class LocalGateway {
  private static final Logger LOG = System.getLogger(LocalGateway.class.getName());
  private static final int MAX_RESULT_BYTES = 64 << 10;

  private final Path inbox;
  private final long waitSeconds;

  /**
   * Of that gateway.
   *
   * @param data its data directory
   * @param waitSeconds for its answer
   */
  public LocalGateway(String data, long waitSeconds) throws Failure {
    this.inbox = PluginFile.path(data).resolve("plugins/inbox");
    this.waitSeconds = waitSeconds;
  }

  /**
   * Has it install a package.
   *
   * @return what it says it did
   */
  public String install(byte[] file) throws Failure {
    return ask("omniedge-" + ProcessHandle.current().pid() + Inbox.PACKAGE, file);
  }

  /** Has it remove a plugin. */
  public String remove(String id) throws Failure {
    if (!id.matches("[a-z0-9.-]{1,128}")) {
      throw Failure.input("plugin", "\"" + id + "\" is no identifier of a plugin", "");
    }
    return ask(id + Inbox.REMOVAL, new byte[0]);
  }

  private String ask(String name, byte[] content) throws Failure {
    if (!Files.isDirectory(inbox)) {
      throw Failure.input(
          "no-gateway",
          "there is no " + inbox,
          "is the gateway installed and running, and is this its data directory?");
    }
    Path request = inbox.resolve(name);
    Path part = inbox.resolve(name + ".part");
    Path result = inbox.resolve(name + Inbox.RESULT);
    // Whoever gives up with Ctrl-C does not want it to be done when the gateway starts.
    Thread takeBack = new Thread(() -> delete(part, request));
    Runtime.getRuntime().addShutdownHook(takeBack);
    try (WatchService watch = inbox.getFileSystem().newWatchService()) {
      WatchKey _ =
          inbox.register(
              watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
      Files.deleteIfExists(result);
      Files.write(part, content);
      Files.move(part, request, StandardCopyOption.ATOMIC_MOVE);
      while (!Files.exists(result)) {
        WatchKey seen = watch.poll(waitSeconds, TimeUnit.SECONDS);
        if (seen == null) {
          Files.deleteIfExists(request);
          throw Failure.of(
              ExitStatus.NETWORK, "no-answer", "the gateway does not answer", "is it running?");
        }
        seen.pollEvents();
        seen.reset();
      }
      byte[] answer = Files.readAllBytes(result);
      Files.deleteIfExists(result);
      return read(JsonReader.readObject(answer, MAX_RESULT_BYTES));
    } catch (IOException e) {
      throw Failure.input("file", inbox + ": " + e.getMessage(), "run it as root");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.of(ExitStatus.GENERAL, "interrupted", "interrupted", "");
    } catch (ProtocolException e) {
      throw Failure.of(
          ExitStatus.GENERAL, "answer", result + ": " + e.getMessage(), "is it another version?");
    } finally {
      forget(takeBack);
    }
  }

  private static void forget(Thread takeBack) {
    try {
      boolean _ = Runtime.getRuntime().removeShutdownHook(takeBack);
    } catch (IllegalStateException e) {
      LOG.log(Level.DEBUG, "it is under way", e);
    }
  }

  private static void delete(Path... files) {
    for (Path file : files) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        LOG.log(Level.WARNING, "{0} stays: {1}", file, e.getMessage());
      }
    }
  }

  private static String read(JsonObject answer) throws Failure {
    Optional<String> done = text(answer, "done");
    if (done.isPresent()) {
      return done.get();
    }
    throw Failure.input(
        "plugin-refused",
        "the gateway does not take it: " + text(answer, "error").orElse("no reason given"),
        "");
  }

  private static Optional<String> text(JsonObject answer, String name) {
    return answer.find(name).map(value -> value instanceof JsonString text ? text.value() : "");
  }
}
