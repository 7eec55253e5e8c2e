package io.omniedge.plugin.dispatch;

import io.omniedge.plugin.host.InstalledPlugin;
import io.omniedge.plugin.host.PluginRefusal;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A question to one plugin and its answer, waited for. */
final class Dialogue {
  private static final Logger LOG = System.getLogger(Dialogue.class.getName());
  private static final int MAX_ANSWER_BYTES = 64 << 10;

  /** For the calls that wait already, beside the time that the call itself may take. */
  private static final long PATIENCE_MILLIS = 500;

  /** The same for those who ask others first. */
  private static final long REQUEST_MILLIS = 15_000;

  private Dialogue() {}

  /** Makes something of an answer. */
  @FunctionalInterface
  interface Reader<T> {
    /** Reads the members. */
    T read(Fields answer) throws ProtocolException;
  }

  static JsonObject.Builder question() {
    return JsonObject.builder().put("v", 1);
  }

  /**
   * Asks and waits; nothing if the plugin fails, refuses, takes too long, or answers what it may
   * not. Its counters and its log say which.
   */
  static <T> Optional<T> ask(
      InstalledPlugin plugin, String call, JsonObject question, Reader<T> reader) {
    Optional<byte[]> answer = ask(plugin, call, question.toBytes());
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    try {
      Fields fields = Fields.of(JsonReader.readObject(answer.get(), MAX_ANSWER_BYTES));
      return Optional.of(reader.read(fields));
    } catch (ProtocolException e) {
      LOG.log(
          Level.WARNING,
          "plugin {0} answers {1} with what it may not: {2}",
          plugin.manifest().id(),
          call,
          e.getMessage());
      plugin.counters().misunderstood();
      return Optional.empty();
    }
  }

  /** The same for an answer that nobody looks into. */
  static Optional<byte[]> ask(InstalledPlugin plugin, String call, byte[] question) {
    CompletableFuture<byte[]> answer = plugin.askHere(call, question);
    try {
      boolean sendsRequests = !plugin.manifest().hosts().isEmpty();
      long most =
          plugin.manifest().limits().wallMillis()
              + (sendsRequests ? REQUEST_MILLIS : PATIENCE_MILLIS);
      return Optional.of(answer.get(most, TimeUnit.MILLISECONDS));
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      Level level = cause instanceof PluginRefusal ? Level.DEBUG : Level.INFO;
      LOG.log(
          level,
          "plugin {0} does not answer {1}: {2}",
          plugin.manifest().id(),
          call,
          cause == null ? e : cause.getMessage());
    } catch (TimeoutException e) {
      LOG.log(Level.INFO, "plugin {0} does not come to answer {1}", plugin.manifest().id(), call);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }
}
