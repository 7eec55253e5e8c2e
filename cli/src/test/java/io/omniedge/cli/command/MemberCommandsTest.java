package io.omniedge.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.runtime.control.ControlSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real daemon as a process, against a manager that enrols; it has no broker. */
class MemberCommandsTest {
  private FakeManager manager;
  private Terminal terminal;
  private String key = "";

  @BeforeEach
  void start(@TempDir Path home) {
    manager = FakeManager.start();
    terminal = new Terminal(home);
    key =
        "omniedge://localhost:"
            + manager.url().replaceAll(".*:", "")
            + "/?key=SECRET-of-this-setup-key&ca="
            + manager.authority();
  }

  @AfterEach
  void stop() throws IOException {
    if (Files.exists(socket())) {
      ControlSocket.ask(socket(), List.of("stop"));
    }
    manager.close();
  }

  private Path socket() {
    return terminal.home().resolve("run/control.sock");
  }

  private Path state() {
    return terminal.home().resolve("state");
  }

  private Terminal.Result join(String... more) {
    List<String> args =
        new ArrayList<>(
            List.of("join", "-", "--name", "db-1", "--interface", "omnicli0", "--port", "0"));
    args.addAll(List.of(more));
    return terminal
        .reading(key + "\n")
        .whenWaiting(Eventually::aMoment)
        .run(args.toArray(String[]::new));
  }

  @Test
  void joinsIsSeenAndLeaves() throws IOException {
    manager.enrols("d-7");
    join().ok().says("This machine is d-7 in network n-1");
    assertFalse(Files.exists(state().resolve("setup-key")), "the key is used up");
    var status = terminal.run("status", "--json").ok().json();
    assertEquals("member", View.text(status, "phase"));
    assertEquals("d-7", View.text(status, "device"));
    assertEquals("active", View.text(status, "membership"));
    assertFalse(View.flag(status, "connected"), "there is no broker");
    terminal.run("status").ok().says("d-7").says("omnicli0");
    terminal.run("peers").ok().complains("as far as it knows without its manager");
    terminal.run("ping", "plc1").failed(1).complains("no peer");
    join().failed(1).complains("already");
    terminal.run("up").ok().says("up already");

    terminal.run("down").ok().says("is down");
    assertFalse(Files.exists(socket()));
    terminal.run("status").failed(4);
    terminal.run("down").ok().says("was not up");

    terminal.run("up").ok().says("This machine is up.");
    assertEquals(
        "d-7", View.text(terminal.run("status", "--json").ok().json(), "device"), "it stayed one");

    terminal.run("leave", "--yes").failed(3).complains("not signed in");
    assertTrue(Files.exists(state().resolve("member.json")), "nothing was given up");
    manager.on("POST /api/v1/devices/d-7/revoke", 200, "{\"id\":\"d-7\"}");
    terminal.at(manager).run("leave", "--yes").ok().says("has left");
    assertFalse(Files.exists(state()));
    terminal.run("up").failed(5).complains("no member");
    terminal.run("leave", "--yes").failed(5);
  }

  @Test
  void aKeyThatIsRefusedLeavesNothingRunning() throws IOException {
    manager.on(
        "POST /api/v1/enrolment/challenge",
        403,
        FakeManager.problem(403, "setup-key-expired", "the setup key has expired"));
    Instant before = terminal.now();
    join("--wait-seconds", "600").failed(1).complains("the setup key has expired");
    assertTrue(terminal.now().isBefore(before.plusSeconds(60)), "nobody waits for a hopeless key");
    assertFalse(Files.exists(socket()));
    assertFalse(Files.exists(state().resolve("setup-key")));
    assertFalse(
        Files.readString(state().resolve("member.log")).contains("SECRET"), "the log has no key");
  }

  @Test
  void aMachineThatWaitsForApprovalSaysSo() {
    manager.enrolsPending("d-7");
    join().ok().says("waits for approval").says("omniedge device approve d-7");
    assertEquals("pending", View.text(terminal.run("status", "--json").ok().json(), "membership"));
  }

  @Test
  void aManagerThatIsNotThereIsNetwork() {
    manager.close();
    join("--wait-seconds", "5").failed(4).complains("cannot be reached");
    assertFalse(Files.exists(socket()));
  }

  @Test
  void theKeyIsNotInAnyCommandLine() throws IOException {
    manager.enrols("d-7");
    join().ok();
    String daemon =
        ProcessHandle.allProcesses()
            .map(process -> process.info().commandLine().orElse(""))
            .filter(line -> line.contains("io.omniedge.cli.Main up"))
            .findAny()
            .orElseThrow();
    assertFalse(daemon.contains("SECRET"), daemon);
  }

  @Test
  void wrongKeysAndSettingsAreInput() {
    terminal.run("join").failed(5).complains("setup-key create");
    terminal.run("join", "omniedge://x").failed(5).complains("looks like omniedge://");
    terminal.run("join", key + "x&more").failed(5);
    assertFalse(terminal.run("join", key + "x&more").err().contains("SECRET"));
    join("--interface", "a name of many words").failed(5).complains("interface");
    join("--endpoint", "here").failed(5).complains("host:port");
    join("--offer", "10.0.0.1/8").failed(5);
    join("--port", "70000").failed(5);
    terminal.run("join", "@/no/such/file").failed(5).complains("no such file");
    assertFalse(Files.exists(state()));
  }
}
