package io.omniedge.gateway.agent.command;

import io.omniedge.gateway.agent.home.Home;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonValue;
import io.omniedge.protocol.message.Command;
import io.omniedge.protocol.sign.VerifyKey;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which commands are to be done: signed by the manager, for this device, not expired, and not done
 * before. An identifier is on disk before its command is begun, so that a command which restarts
 * the gateway is not done again when the broker repeats it. One thread.
 */
public final class Commands {
  private static final String FILE = "commands";
  private static final int MOST_KNOWN = 1_000;
  private static final int MAX_BYTES = 256 << 10;

  /** Nobody may keep an identifier here for longer. */
  private static final long LONGEST_SECONDS = 7 * 86_400L;

  private final Home home;
  private final TreeMap<String, Long> known = new TreeMap<>();
  private long refused;
  private String problem = "";

  /** Reads which were done. */
  public Commands(Home home) throws IOException {
    this.home = home;
    Optional<byte[]> stored = home.read(FILE);
    if (stored.isPresent()) {
      try {
        Fields fields = Fields.of(JsonReader.readObject(stored.get(), MAX_BYTES));
        for (String id : fields.object().members().keySet()) {
          known.put(id, fields.integer(id, 0, JsonNumber.MAX_SAFE_INTEGER));
        }
      } catch (ProtocolException e) {
        problem = "the list of commands done is damaged: " + e.getMessage();
      }
    }
  }

  /**
   * A message of the topic cmd.
   *
   * @param nowSeconds since 1970
   * @return the command if it is to be done now
   */
  public Optional<Command> offer(
      byte[] message, VerifyKey manager, String device, long nowSeconds) {
    try {
      Command command = Command.verified(message, manager);
      if (!command.device().equals(device)) {
        throw new ProtocolException("device", command.device(), "it is for another device");
      }
      if (known.containsKey(command.id())) {
        return Optional.empty(); // the broker repeats it
      }
      if (command.expiresAt() < nowSeconds) {
        throw new ProtocolException("expiresAt", "" + command.expiresAt(), "it is over");
      }
      if (command.expiresAt() > nowSeconds + LONGEST_SECONDS) {
        throw new ProtocolException(
            "expiresAt", "" + command.expiresAt(), "it is more than a week ahead");
      }
      remember(command, nowSeconds);
      problem = "";
      return Optional.of(command);
    } catch (ProtocolException e) {
      problem = "a command was refused: " + e.getMessage();
    } catch (IOException e) {
      problem = "a command was not done, for it cannot be noted: " + e.getMessage();
    }
    refused++;
    return Optional.empty();
  }

  private void remember(Command command, long nowSeconds) throws IOException, ProtocolException {
    known.values().removeIf(expiry -> expiry < nowSeconds);
    if (known.size() >= MOST_KNOWN) {
      throw new ProtocolException("id", command.id(), "too many commands wait for their expiry");
    }
    known.put(command.id(), command.expiresAt());
    TreeMap<String, JsonValue> members = new TreeMap<>();
    for (Map.Entry<String, Long> entry : known.entrySet()) {
      members.put(entry.getKey(), JsonNumber.of(entry.getValue()));
    }
    try {
      home.write(FILE, new JsonObject(members).toBytes());
    } catch (IOException e) {
      known.remove(command.id());
      throw e;
    }
  }

  /** Those that were forged, too late or for somebody else. */
  public long refused() {
    return refused;
  }

  /** Why the last was refused; empty if it was not. */
  public String problem() {
    return problem;
  }
}
