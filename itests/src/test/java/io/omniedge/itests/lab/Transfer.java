package io.omniedge.itests.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;

/** A bulk transfer over TCP whose SHA-256 is compared at both ends. */
public final class Transfer {
  private final Program receiver;
  private final Program sender;

  private Transfer(Program receiver, Program sender) {
    this.receiver = receiver;
    this.sender = sender;
  }

  /** Starts sending; the bytes depend on the size alone. */
  public static Transfer start(Host from, Host to, String toAddress, long bytes) {
    Program receiver = to.start("receiver", java("receive", toAddress));
    String port = receiver.awaitOutput("^listening on (\\d+)").group(1);
    Program sender = from.start("sender", java("send", toAddress, port, "" + bytes, "" + bytes));
    return new Transfer(receiver, sender);
  }

  /** Waits for the end and fails unless every byte arrived as it was sent. */
  public void awaitIntact() {
    String sent = sender.awaitOutput("^done: (.*)").group(1);
    String received = receiver.awaitOutput("^done: (.*)").group(1);
    assertEquals(sent, received, "bytes and SHA-256 at the receiver");
    assertEquals(0, sender.awaitEnd() + receiver.awaitEnd(), "exit status");
  }

  /** Sends and waits: all in one. */
  public static void intact(Host from, Host to, String toAddress, long bytes) {
    start(from, to, toAddress, bytes).awaitIntact();
  }

  /** True until the last byte was handed over. */
  public boolean isRunning() {
    return sender.isAlive();
  }

  private static String[] java(String... arguments) {
    String[] flags = {
      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
      "-XX:TieredStopAtLevel=1",
      "-XX:+UseSerialGC",
      "-Xmx64m",
      "-cp",
      Path.of("target", "test-classes").toAbsolutePath().toString(),
      TransferProgram.class.getName()
    };
    String[] all = new String[flags.length + arguments.length];
    System.arraycopy(flags, 0, all, 0, flags.length);
    System.arraycopy(arguments, 0, all, flags.length, arguments.length);
    return all;
  }
}
