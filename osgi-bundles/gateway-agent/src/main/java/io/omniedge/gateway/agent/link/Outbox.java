package io.omniedge.gateway.agent.link;

import io.omniedge.gateway.agent.home.Home;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Answers to commands that must not be lost: a file for each until the broker has it. The oldest go
 * when there are too many, and are counted. One thread.
 */
final class Outbox {
  private static final String FOLDER = "outbox";
  private static final int MOST = 100;

  /** A support bundle in base64, with what is around it. */
  private static final int MAX_BYTES = 2 << 20;

  /**
   * A message.
   *
   * @param file its name
   * @param correlation id of the command
   */
  record Message(String file, String correlation) {}

  private final Home home;
  private final Deque<Message> waiting = new ArrayDeque<>();
  private long next;
  private long dropped;

  Outbox(Home home) throws IOException {
    this.home = home;
    List<String> files = home.list(FOLDER);
    for (String file : files) {
      String number = file.substring(FOLDER.length() + 1);
      Optional<JsonObject> content = content(file);
      if (number.matches("[0-9]{1,18}") && content.isPresent()) {
        String correlation = correlation(content.get());
        waiting.add(new Message(file, correlation));
        next = Math.max(next, Long.parseLong(number) + 1);
      } else {
        home.delete(file);
      }
    }
  }

  private static String correlation(JsonObject content) {
    try {
      return Fields.of(content).optionalText("correlation", 64).orElse("");
    } catch (ProtocolException e) {
      return "";
    }
  }

  private Optional<JsonObject> content(String file) throws IOException {
    Optional<byte[]> bytes = home.read(file);
    try {
      return bytes.isEmpty()
          ? Optional.empty()
          : Optional.of(JsonReader.readObject(bytes.get(), MAX_BYTES));
    } catch (ProtocolException e) {
      return Optional.empty();
    }
  }

  /** Keeps a message; when this returns it is on disk. */
  void put(byte[] payload, String correlation) throws IOException {
    while (waiting.size() >= MOST) {
      home.delete(waiting.remove().file());
      dropped++;
    }
    String file = FOLDER + "/" + String.format("%018d", next++);
    home.write(
        file,
        JsonObject.builder()
            .put("correlation", correlation)
            .put("payload", Base64.getEncoder().encodeToString(payload))
            .build()
            .toBytes());
    waiting.add(new Message(file, correlation));
  }

  /** Those the broker has not, the oldest first. */
  List<Message> waiting() {
    return List.copyOf(waiting);
  }

  /** What is in one; nothing if its file is gone or damaged. */
  Optional<byte[]> payload(Message message) throws IOException {
    Optional<JsonObject> content = content(message.file());
    try {
      return content.isEmpty()
          ? Optional.empty()
          : Optional.of(
              Base64.getDecoder().decode(Fields.of(content.get()).text("payload", MAX_BYTES)));
    } catch (ProtocolException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The broker has it. */
  void remove(Message message) throws IOException {
    if (waiting.remove(message)) {
      home.delete(message.file());
    }
  }

  /** How many were lost because too many waited. */
  long dropped() {
    return dropped;
  }
}
