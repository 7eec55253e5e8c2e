package io.omniedge.itests.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A bulk transfer over TCP whose SHA-256 is compared at both ends. */
public final class Transfer {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Host from;
  private final Host to;
  private final Program receiver;
  private final Program sender;
  private final Path stop;

  private Transfer(Host from, Host to, Program receiver, Program sender, Path stop) {
    this.from = from;
    this.to = to;
    this.receiver = receiver;
    this.sender = sender;
    this.stop = stop;
  }

  /** Starts sending without an end, see {@link #stopIntact()}; returns when bytes flow. */
  public static Transfer endless(Host from, Host to, String toAddress) {
    Transfer transfer = start(from, to, toAddress, Long.MAX_VALUE);
    transfer.sender.awaitOutput("^sending");
    return transfer;
  }

  private static Transfer start(Host from, Host to, String toAddress, long bytes) {
    Program receiver = to.start("receiver", java("receive", toAddress));
    String port = receiver.awaitOutput("^listening on (\\d+)").group(1);
    Path stop = from.folder().resolve("stop-" + NUMBER.incrementAndGet());
    String[] send = java("send", toAddress, port, "" + bytes, stop.toString());
    return new Transfer(from, to, receiver, from.start("sender", send), stop);
  }

  /** Ends an endless transfer and fails unless every byte arrived as it was sent. */
  public void stopIntact() {
    try {
      Files.createFile(stop);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitIntact();
  }

  private void awaitIntact() {
    Eventually.holds(
        "the end of the transfer",
        Eventually.DEADLINE,
        () -> !sender.isAlive() && !receiver.isAlive(),
        () -> from.describe() + to.describe());
    String sent = sender.awaitOutput("^done: (.*)").group(1);
    String received = receiver.awaitOutput("^done: (.*)").group(1);
    assertEquals(sent, received, "bytes and SHA-256 at the receiver");
    assertEquals(0, sender.awaitEnd() + receiver.awaitEnd(), "exit status");
  }

  /** Sends and waits: all in one. */
  public static void intact(Host from, Host to, String toAddress, long bytes) {
    start(from, to, toAddress, bytes).awaitIntact();
  }

  private static String[] java(String... arguments) {
    return JavaProgram.command(TransferProgram.class, List.of(), arguments);
  }
}
