package io.omniedge.cli.command;

import io.omniedge.cli.manager.Credential;
import io.omniedge.cli.manager.Manager;
import io.omniedge.cli.manager.ManagerAddress;
import io.omniedge.cli.output.ExitStatus;
import io.omniedge.cli.output.Failure;
import io.omniedge.cli.output.Output;
import io.omniedge.cli.profile.Profile;
import io.omniedge.cli.profile.ProfileFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the commands of one invocation share. One thread. */
final class Context {
  private final Surroundings surroundings;
  private final GlobalOptions options = new GlobalOptions();
  private final ProfileFile profileFile;
  private @Nullable Manager manager;
  private @Nullable BufferedReader input;

  Context(Surroundings surroundings) {
    this.surroundings = surroundings;
    profileFile = ProfileFile.of(surroundings.environment());
  }

  Surroundings surroundings() {
    return surroundings;
  }

  GlobalOptions options() {
    return options;
  }

  ProfileFile profileFile() {
    return profileFile;
  }

  /** Where to print; after the command line has been read. */
  Output output() {
    return new Output(
        surroundings.out(),
        surroundings.err(),
        new Output.Format(
            options.json, options.quiet, surroundings.hasColor(), surroundings.columns()));
  }

  /** The manager, with the right of whoever is signed in. */
  Manager manager() throws Failure {
    if (manager == null) {
      manager = open();
    }
    return manager;
  }

  private Manager open() throws Failure {
    Optional<Profile> profile = profileFile.load();
    ManagerAddress address = address(profile);
    Optional<String> key = apiKey();
    Credential credential;
    if (key.isPresent()) {
      credential = Credential.fixed(key);
    } else if (profile.isPresent() && profile.get().manager().equals(address)) {
      credential = SignedIn.of(profile.get(), profileFile, surroundings.clock());
    } else {
      throw notSignedIn();
    }
    return Manager.at(address, credential, surroundings.clock());
  }

  /** Where the command line, the environment or the profile says that the manager is. */
  ManagerAddress address(Optional<Profile> profile) throws Failure {
    String url = first(options.manager, surroundings.variable("OMNIEDGE_MANAGER"));
    String authority = first(options.authority, surroundings.variable("OMNIEDGE_CA"));
    try {
      if (url.isEmpty()) {
        ManagerAddress known = profile.orElseThrow(Context::notSignedIn).manager();
        return authority.isEmpty()
            ? known
            : new ManagerAddress(known.url(), ManagerAddress.parseFingerprint(authority));
      }
      var parsed = ManagerAddress.parseUrl(url);
      if (!authority.isEmpty()) {
        return new ManagerAddress(parsed, ManagerAddress.parseFingerprint(authority));
      }
      boolean known = profile.isPresent() && profile.get().manager().url().equals(parsed);
      return known ? profile.get().manager() : new ManagerAddress(parsed, "");
    } catch (IllegalArgumentException e) {
      throw Failure.input(
          "manager-address",
          "the manager \"" + first(url, authority) + "\" cannot be taken: " + e.getMessage(),
          "as in: omniedge --manager manager.example:8443 --ca FINGERPRINT");
    }
  }

  /** The network that was named or chosen; empty if none was. */
  String networkName() throws Failure {
    String named = first(options.network, surroundings.variable("OMNIEDGE_NETWORK"));
    return named.isEmpty() ? profileFile.load().map(Profile::network).orElse("") : named;
  }

  /** The API key of the command line or the environment. */
  Optional<String> apiKey() throws Failure {
    String key = first(options.apiKey, surroundings.variable("OMNIEDGE_API_KEY"));
    if (key.equals("-")) {
      key = readLine().strip();
    }
    if (!key.matches("[\\x21-\\x7e]{0,4096}")) {
      throw Failure.input("api-key", "the API key has characters that none has", "");
    }
    return key.isEmpty() ? Optional.empty() : Optional.of(key);
  }

  /** Asks a yes-or-no question; without anybody to ask it is a failure. */
  void confirm(boolean yes, String question) throws Failure {
    if (yes) {
      return;
    }
    if (!surroundings.inIsTerminal() || options.json) {
      throw Failure.input(
          "not-confirmed", question + " Nobody is here to say so", "say it with --yes");
    }
    surroundings.err().print(question + " [y/N] ");
    surroundings.err().flush();
    if (!readLine().strip().matches("(?i)y|yes")) {
      throw Failure.of(ExitStatus.GENERAL, "declined", "nothing was changed", "");
    }
  }

  /** A line of standard input. */
  String readLine() throws Failure {
    try {
      if (input == null) {
        input =
            new BufferedReader(new InputStreamReader(surroundings.in(), StandardCharsets.UTF_8));
      }
      String line = input.readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      throw Failure.input("stdin", "standard input cannot be read: " + e.getMessage(), "");
    }
  }

  /** Waits before looking again. */
  void pause(long seconds) throws Failure {
    try {
      surroundings.pause().seconds(seconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.of(ExitStatus.GENERAL, "interrupted", "interrupted", "");
    }
  }

  /** Ends connections. */
  void close() {
    if (manager != null) {
      manager.close();
    }
  }

  static Failure notSignedIn() {
    return Failure.of(
        ExitStatus.AUTHENTICATION,
        "not-signed-in",
        "you are not signed in at a manager",
        "sign in with: omniedge login manager.example:8443 --ca FINGERPRINT");
  }

  private static String first(String one, String other) {
    return one.isEmpty() ? other : one;
  }
}
