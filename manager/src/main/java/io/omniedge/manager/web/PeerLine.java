package io.omniedge.manager.web;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A peer of a device: what its map says, and what the device tells of the way to it. */
record PeerLine(
    String id,
    String name,
    String address,
    String routes,
    String endpoint,
    String handshake,
    boolean isUp,
    String received,
    String sent) {
  /** WireGuard makes a new session every two minutes while there is something to send. */
  private static final Duration FRESH = Duration.ofMinutes(3);

  /** The peers of a map, with what a device told of them, and when. */
  static List<PeerLine> of(Doc map, Doc told, Instant now) {
    Map<String, Doc> states = told.object("state").object("peers").objects();
    Instant toldAt = told.time("toldAt").orElse(now);
    List<PeerLine> lines = new ArrayList<>();
    map.object("peers")
        .objects()
        .forEach(
            (id, peer) ->
                lines.add(line(id, peer, states.getOrDefault(id, Doc.EMPTY), toldAt, now)));
    return List.copyOf(lines);
  }

  private static PeerLine line(String id, Doc peer, Doc told, Instant toldAt, Instant now) {
    Optional<Instant> handshake = told.time("lastHandshake");
    return new PeerLine(
        id,
        peer.text("name"),
        peer.texts("addresses").stream().findFirst().map(DeviceLine::host).orElse(""),
        peer.line("routes"),
        told.text("endpoint"),
        Words.ago(handshake, now),
        isFresh(handshake, toldAt),
        Words.bytes((double) told.number("receivedBytes")),
        Words.bytes((double) told.number("sentBytes")));
  }

  /** Whether a handshake was fresh when the device told of it: a long state is told seldom. */
  static boolean isFresh(Optional<Instant> handshake, Instant toldAt) {
    return handshake
        .filter(time -> Duration.between(time, toldAt).compareTo(FRESH) < 0)
        .isPresent();
  }
}
