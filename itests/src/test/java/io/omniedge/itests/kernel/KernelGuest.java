package io.omniedge.itests.kernel;

import io.omniedge.itests.lab.Command;
import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.Host;
import io.omniedge.itests.lab.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * A small machine with a Debian kernel, busybox and {@code wg}, emulated without KVM: it boots in a
 * few seconds. Its {@code eth0} is joined to the TAP device {@code tap0} of the host it runs on.
 *
 * <p>Commands go to it over a serial console and are run one by one by {@code
 * itests/kernel-guest/init}. Single-threaded.
 */
final class KernelGuest implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final Pattern STATUS = Pattern.compile("(?s)(.*?)@@STATUS (\\d+)\r?\n");
  private static final Pattern READY = Pattern.compile("(?s).*@@READY (\\S+)\r?\n");

  private final Program machine;
  private final SocketChannel console;
  private final StringBuilder received = new StringBuilder();
  private final ByteBuffer input = ByteBuffer.allocate(4096);
  private String kernelRelease = "";

  private KernelGuest(Program machine, SocketChannel console) {
    this.machine = machine;
    this.console = console;
  }

  /** Makes the image once per test run, or gives the test up with the reason why it cannot. */
  static Path image() {
    Path root = Path.of(System.getProperty("omniedge.root"));
    boolean emulator =
        Command.attempt(List.of("sh", "-c", "command -v qemu-system-x86_64"), "").succeeded();
    Assumptions.assumeTrue(emulator, "there is no qemu-system-x86_64 (package qemu-system-x86)");
    Command build =
        Command.attempt(List.of(root.resolve("itests/kernel-guest/build").toString()), "");
    Assumptions.assumeTrue(build.succeeded(), "the guest cannot be made: " + build.err());
    return Path.of(build.out().strip());
  }

  /** Boots the guest in the namespace of {@code host} and returns when it takes commands. */
  static KernelGuest boot(Path image, Host host) {
    Path socket = host.folder().resolve("console");
    Program machine =
        host.start(
            "qemu",
            "qemu-system-x86_64",
            "-accel",
            "tcg",
            "-machine",
            "q35",
            // A source of randomness: without one the guest waits for it in its first handshake.
            "-cpu",
            "qemu64,+rdrand",
            "-m",
            "192",
            "-nodefaults",
            "-display",
            "none",
            "-no-reboot",
            "-kernel",
            image.resolve("vmlinuz").toString(),
            "-initrd",
            image.resolve("initrd").toString(),
            "-append",
            "console=ttyS0 quiet panic=-1",
            "-chardev",
            "socket,id=console,server=on,wait=on,path=" + socket,
            "-serial",
            "chardev:console",
            "-netdev",
            "tap,id=net,ifname=tap0,script=no,downscript=no",
            "-device",
            "virtio-net-pci,netdev=net,romfile=");
    Eventually.holds(
        "qemu opens the console", DEADLINE, () -> Files.exists(socket), machine::output);
    try {
      SocketChannel console = SocketChannel.open(UnixDomainSocketAddress.of(socket));
      console.configureBlocking(false);
      Files.delete(socket);
      KernelGuest guest = new KernelGuest(machine, console);
      guest.kernelRelease = guest.await(READY).group(1);
      return guest;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Such as {@code 6.1.0-50-cloud-amd64}. */
  String kernelRelease() {
    return kernelRelease;
  }

  /** Runs one line of shell, which has to succeed; its output. */
  String run(String line) {
    Matcher end = execute(line);
    if (!end.group(2).equals("0")) {
      throw new AssertionError("in the guest: " + line + "\n" + end.group());
    }
    return end.group(1).strip();
  }

  /** Runs one line of shell and tells whether it succeeded. */
  boolean succeeds(String line) {
    return execute(line).group(2).equals("0");
  }

  private Matcher execute(String line) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        console.write(bytes);
      }
      return await(STATUS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for a pattern at the start of what has not been consumed, and consumes it. */
  private Matcher await(Pattern pattern) {
    Eventually.holds(
        "an answer from the guest",
        DEADLINE,
        () -> {
          receive();
          return pattern.matcher(received).lookingAt() || !machine.isAlive();
        },
        () -> received + machine.output());
    Matcher matcher = pattern.matcher(received.toString());
    if (!matcher.lookingAt()) {
      throw new AssertionError("the guest ended:\n" + received + machine.output());
    }
    received.delete(0, matcher.end());
    return matcher;
  }

  /** Takes what the console has to say by now. */
  private void receive() {
    try {
      input.clear();
      while (console.read(input) > 0) {
        received.append(StandardCharsets.UTF_8.decode(input.flip()));
        input.clear();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Pulls the plug. */
  @Override
  public void close() {
    machine.kill();
    try {
      console.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
