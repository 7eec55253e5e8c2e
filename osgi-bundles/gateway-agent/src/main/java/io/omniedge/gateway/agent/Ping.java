package io.omniedge.gateway.agent;

import io.omniedge.gateway.agent.command.Action.ActionException;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.map.MapPeer;
import io.omniedge.protocol.net.AddressText;
import io.omniedge.protocol.net.Prefix;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Whether a member answers, and how fast. Blocks; only members are asked, never other hosts. */
final class Ping {
  private static final int TRIES = 3;
  private static final int TIMEOUT_MILLIS = 2_000;

  private final Map<String, MapPeer> peers;

  Ping(Map<String, MapPeer> peers) {
    this.peers = peers;
  }

  /** Pings the member called {@code peer}: its identifier, its name, or an address of it. */
  String run(Fields arguments) throws ActionException, ProtocolException {
    return run(arguments.text("peer", 100));
  }

  /** Pings the member called so. */
  String run(String wanted) throws ActionException {
    InetAddress address = find(wanted);
    StringBuilder told = new StringBuilder(AddressText.of(address) + ":");
    int answers = 0;
    for (int i = 0; i < TRIES; i++) {
      long begun = System.nanoTime();
      try {
        if (address.isReachable(TIMEOUT_MILLIS)) {
          answers++;
          long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begun);
          told.append(String.format(" %d.%d ms", micros / 1000, micros / 100 % 10));
        } else {
          told.append(" no answer");
        }
      } catch (IOException e) {
        throw new ActionException(AddressText.of(address) + ": " + e.getMessage());
      }
    }
    if (answers == 0) {
      throw new ActionException(told.toString());
    }
    return told.toString();
  }

  private InetAddress find(String wanted) throws ActionException {
    for (Map.Entry<String, MapPeer> peer : peers.entrySet()) {
      for (Prefix address : peer.getValue().addresses()) {
        if (peer.getKey().equals(wanted)
            || peer.getValue().name().equals(wanted)
            || isAddress(wanted, address)) {
          return address.address();
        }
      }
    }
    throw new ActionException(ProtocolException.shown(wanted) + " is no peer of this gateway");
  }

  private static boolean isAddress(String text, Prefix address) {
    try {
      return Prefix.parse(text).equals(address);
    } catch (IllegalArgumentException e) {
      return false; // a name, then
    }
  }
}
