package io.omniedge.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.config.ReportedConfiguration;
import io.omniedge.protocol.enrol.EnrolmentAnswer;
import io.omniedge.protocol.enrol.EnrolmentRequest;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonValue;
import io.omniedge.protocol.map.MapUpdate;
import io.omniedge.protocol.map.NetworkMap;
import io.omniedge.protocol.map.SignedMap;
import io.omniedge.protocol.message.CommandResult;
import io.omniedge.protocol.message.DeviceState;
import io.omniedge.protocol.message.Heartbeat;
import io.omniedge.protocol.message.MapRequest;
import io.omniedge.protocol.message.ReportKept;
import io.omniedge.protocol.message.ReportMessage;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A message of any bytes is read or refused with a reason; what was read can be written again. */
class ProtocolFuzzTest {
  private static final int MOST = 1 << 20;

  /** How one kind of message is read, and written again. */
  @FunctionalInterface
  private interface Reading {
    byte[] readAndWrite(byte[] message) throws ProtocolException;
  }

  private static void readsOrRefuses(byte[] message, Reading reading) throws ProtocolException {
    byte[] written;
    try {
      written = reading.readAndWrite(message);
    } catch (ProtocolException e) {
      assertFalse(String.valueOf(e.getMessage()).isEmpty());
      return;
    }
    String once = new String(written, StandardCharsets.UTF_8);
    assertEquals(once, new String(reading.readAndWrite(written), StandardCharsets.UTF_8));
  }

  @FuzzTest
  void json(byte[] text) throws ProtocolException {
    JsonValue value;
    try {
      value = JsonReader.read(text, MOST);
    } catch (ProtocolException e) {
      assertFalse(String.valueOf(e.getMessage()).isEmpty());
      return;
    }
    assertEquals(value, JsonReader.read(value.toBytes(), 8 * MOST));
  }

  @FuzzTest
  void messages(byte[] message) throws ProtocolException {
    readsOrRefuses(message, bytes -> DeviceState.fromBytes(bytes).toBytes());
    readsOrRefuses(message, bytes -> ReportedConfiguration.fromBytes(bytes).toBytes());
    readsOrRefuses(message, bytes -> CommandResult.fromBytes(bytes).toBytes());
    readsOrRefuses(message, bytes -> MapRequest.fromBytes(bytes).toBytes());
    readsOrRefuses(message, bytes -> Heartbeat.fromBytes(bytes).toBytes());
    readsOrRefuses(message, bytes -> ReportMessage.fromBytes(bytes).toBytes());
    readsOrRefuses(message, bytes -> ReportKept.fromBytes(bytes).toBytes());
    readsOrRefuses(message, bytes -> EnrolmentAnswer.fromBytes(bytes).toBytes());
    readsOrRefuses(
        message, bytes -> NetworkMap.read(JsonReader.readObject(bytes, MOST)).toJson().toBytes());
  }

  @FuzzTest
  void mapUpdates(byte[] message) throws ProtocolException {
    readsOrRefuses(
        message,
        bytes -> {
          MapUpdate update = MapUpdate.fromBytes(bytes);
          Optional<SignedMap> map = update.applyTo(Optional.empty(), 0);
          if (map.isPresent()) {
            assertEquals(map.get(), SignedMap.fromBytes(map.get().toBytes()));
          }
          return update.toBytes();
        });
  }

  @FuzzTest
  void enrolments(byte[] request) throws ProtocolException {
    try {
      EnrolmentRequest.verified(new String(request, StandardCharsets.ISO_8859_1));
    } catch (ProtocolException e) {
      assertFalse(String.valueOf(e.getMessage()).isEmpty());
    }
  }
}
