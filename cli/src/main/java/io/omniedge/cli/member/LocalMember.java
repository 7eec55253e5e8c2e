package io.omniedge.cli.member;

import io.omniedge.cli.output.ExitStatus;
import io.omniedge.cli.output.Failure;
import io.omniedge.gateway.runtime.control.ControlSocket;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The daemon of this machine, asked from outside. */
public final class LocalMember {
  private static final int MAX_BYTES = 16 << 20;

  private final Places places;

  /** Of these places. */
  public LocalMember(Places places) {
    this.places = places;
  }

  /** Whether a daemon answers. */
  public boolean isRunning() {
    try {
      return ControlSocket.ask(places.socket(), List.of("status")).status() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether its agent has begun; it answers a moment before. */
  boolean isReady() {
    try {
      ControlSocket.Answer answer = ControlSocket.ask(places.socket(), List.of("status"));
      return answer.status() == 0 && !answer.text().contains("\"phase\":\"disabled\"");
    } catch (IOException e) {
      return false;
    }
  }

  /** A document that it answers. */
  public JsonObject ask(String... words) throws Failure {
    try {
      byte[] text = text(words).getBytes(StandardCharsets.UTF_8);
      return JsonReader.readObject(text, MAX_BYTES);
    } catch (ProtocolException e) {
      throw Failure.of(
          ExitStatus.GENERAL,
          "bad-answer",
          "the daemon's answer cannot be read: " + e.getMessage(),
          "is it of another version? restart it with: omniedge down; omniedge up");
    }
  }

  /** A text that it answers. */
  public String text(String... words) throws Failure {
    try {
      ControlSocket.Answer answer = ControlSocket.ask(places.socket(), List.of(words));
      if (answer.status() != 0) {
        throw Failure.of(ExitStatus.GENERAL, "refused", answer.text().strip(), "");
      }
      return answer.text();
    } catch (ConnectException e) {
      throw Failure.of(
          ExitStatus.NETWORK,
          "not-running",
          "this machine is not up: " + places.socket() + " does not answer",
          "join with: omniedge join SETUP-KEY - or, if it has joined, start with: omniedge up");
    } catch (IOException e) {
      throw Failure.of(
          ExitStatus.NETWORK, "daemon", "the daemon cannot be asked: " + e.getMessage(), "");
    }
  }
}
