package io.omniedge.manager.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.protocol.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PeerLineTest {
  private static final long TOLD_AT = 1_790_000_000L;

  private static final Doc MAP =
      new Doc(
          JsonObject.builder()
              .put(
                  "peers",
                  JsonObject.builder()
                      .put("d-1", JsonObject.builder().put("name", "press").build())
                      .build())
              .build());

  private static PeerLine line(long handshake, long now) {
    JsonObject peer = JsonObject.builder().put("lastHandshake", handshake).build();
    JsonObject state =
        JsonObject.builder().put("peers", JsonObject.builder().put("d-1", peer).build()).build();
    Doc told = new Doc(JsonObject.builder().put("toldAt", TOLD_AT).put("state", state).build());
    List<PeerLine> lines = PeerLine.of(MAP, told, Instant.ofEpochSecond(now));
    assertEquals(1, lines.size());
    return lines.getFirst();
  }

  @Test
  void sessionThatWasFreshWhenItWasToldIsUpUntilTheNextState() {
    assertTrue(line(TOLD_AT - 100, TOLD_AT + 290).isUp());
    assertEquals("6 minutes ago", line(TOLD_AT - 100, TOLD_AT + 290).handshake());
  }

  @Test
  void sessionThatWasOldWhenItWasToldIsNot() {
    assertFalse(line(TOLD_AT - 200, TOLD_AT + 1).isUp());
    assertFalse(line(0, TOLD_AT).isUp());
  }
}
