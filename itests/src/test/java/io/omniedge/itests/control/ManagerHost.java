package io.omniedge.itests.control;

import io.omniedge.itests.lab.Command;
import io.omniedge.itests.lab.FalseClock;
import io.omniedge.itests.lab.Host;
import io.omniedge.itests.lab.Program;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonBoolean;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A manager on a host of its own, and its owner, who speaks REST through curl. */
final class ManagerHost {
  static final int PORT = 8443;
  private final Host host;
  private final String address;
  private final Path settings;
  private final String apiKey;
  private Program program;

  private ManagerHost(Host host, String address, Path settings, String apiKey, Program program) {
    this.host = host;
    this.address = address;
    this.settings = settings;
    this.apiKey = apiKey;
    this.program = program;
  }

  /** What comes before a manager that is started for the first time. */
  @FunctionalInterface
  interface Preparation {
    /** More lines for its settings; its keys are there. */
    String lines(Host host, String address, Path settings);
  }

  /** Makes an owner and starts it. */
  static ManagerHost start(Host host, String address) {
    return start(host, address, (on, at, settings) -> "");
  }

  /** The same with something before. */
  static ManagerHost start(Host host, String address, Preparation preparation) {
    Path data = host.folder().resolve("manager");
    Path settings = host.folder().resolve("manager.properties");
    try {
      Files.writeString(settings, "data = " + data + "\npublic.hosts = " + address + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String apiKey =
        host.run(
                launcher(),
                "create-owner",
                "--config",
                settings.toString(),
                "--tenant",
                "acme",
                "--api-key")
            .strip();
    try {
      Files.writeString(
          settings, preparation.lines(host, address, settings), StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ManagerHost manager = new ManagerHost(host, address, settings, apiKey, launch(host, settings));
    manager.awaitReady();
    return manager;
  }

  static String launcher() {
    return Path.of(System.getProperty("omniedge.root"), "bin", "omniedge-manager").toString();
  }

  private static Program launch(Host host, Path settings) {
    return host.start("omniedge-manager", launcher(), "start", "--config", settings.toString());
  }

  private void awaitReady() {
    program.awaitOutput("HTTPS on port");
  }

  Host host() {
    return host;
  }

  Program program() {
    return program;
  }

  String url() {
    return "https://" + address + ":" + PORT;
  }

  /** Ends it in good order. */
  void stop() {
    program.close();
  }

  /** Starts it again, with the data it has. */
  void restart() {
    program = launch(host, settings);
    awaitReady();
  }

  /** Starts it again with another wall clock, see {@link FalseClock}. */
  void restartAt(String time) {
    List<String> command = new ArrayList<>(FalseClock.environment(time));
    command.addAll(List.of(launcher(), "start", "--config", settings.toString()));
    program = host.start("omniedge-manager", command.toArray(String[]::new));
    awaitReady();
  }

  /** Ends it at once, and with it the folder of its data is gone. */
  void loseEverything() {
    program.kill();
    host.run("rm", "-r", host.folder().resolve("manager").toString());
  }

  String apiKey() {
    return apiKey;
  }

  /** Runs a command of the manager itself, such as backup. */
  String command(String... arguments) {
    List<String> all = new ArrayList<>(List.of(launcher()));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--config", settings.toString()));
    return host.run(all.toArray(String[]::new));
  }

  /** An answer of the manager. */
  record Answer(int status, String body) {
    JsonObject json() {
      try {
        if (JsonReader.read(body) instanceof JsonObject object) {
          return object;
        }
      } catch (ProtocolException e) {
        throw new AssertionError(body, e);
      }
      throw new AssertionError(body);
    }

    String text(String name) {
      if (json().members().get(name) instanceof JsonString text) {
        return text.value();
      }
      throw new AssertionError("no text " + name + " in " + body);
    }

    long number(String name) {
      return ManagerHost.number(json(), name);
    }

    boolean flag(String name) {
      if (json().members().get(name) instanceof JsonBoolean flag) {
        return flag.value();
      }
      throw new AssertionError("no flag " + name + " in " + body);
    }
  }

  /** A number in a document. */
  static long number(JsonObject object, String name) {
    if (object.members().get(name) instanceof JsonNumber number) {
      return number.value().longValueExact();
    }
    throw new AssertionError("no number " + name + " in " + object.toJson());
  }

  /** Asks, with this body or none. */
  Answer ask(String method, String path, String body) {
    List<String> command = new ArrayList<>(List.of("curl", "-sk", "-m", "30", "-X", method));
    command.addAll(List.of("-w", "\n%{http_code}", "-H", "Authorization: Bearer " + apiKey));
    if (!body.isEmpty()) {
      command.addAll(List.of("-H", "Content-Type: application/json", "-d", body));
    }
    command.add(url() + "/api/v1" + path);
    Command answer = host.attempt(command.toArray(String[]::new));
    int end = answer.out().lastIndexOf('\n');
    return new Answer(
        Integer.parseInt(answer.out().substring(end + 1).strip()), answer.out().substring(0, end));
  }

  /** Asks, and fails unless it is done. */
  Answer expect(int status, String method, String path, String body) {
    Answer answer = ask(method, path, body);
    if (answer.status() != status) {
      throw new AssertionError(
          method + " " + path + ": status " + answer.status() + "\n" + answer.body());
    }
    return answer;
  }
}
