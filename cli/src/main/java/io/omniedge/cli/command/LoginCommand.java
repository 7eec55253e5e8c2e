package io.omniedge.cli.command;

import io.omniedge.cli.manager.Credential;
import io.omniedge.cli.manager.FirstContact;
import io.omniedge.cli.manager.Manager;
import io.omniedge.cli.manager.ManagerAddress;
import io.omniedge.cli.output.ExitStatus;
import io.omniedge.cli.output.Failure;
import io.omniedge.cli.profile.Profile;
import io.omniedge.protocol.json.JsonObject;
import java.time.InstantSource;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "login",
    description = "Sign in at a manager, in a browser or with an API key.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  omniedge login manager.example:8443 --ca 3f9a...",
      "  omniedge login manager.example --trust-on-first-use",
      "  omniedge login manager.example --ca 3f9a... --api-key - < key"
    })
final class LoginCommand extends Task {
  /** As the manager knows this program. */
  static final String CLIENT = "omniedge-cli";

  @Parameters(
      arity = "0..1",
      paramLabel = "MANAGER",
      description = "Host and port; the one of the last time if there is none.")
  private String url = "";

  @Option(
      names = "--trust-on-first-use",
      description = "Accept whatever authority the manager shows now, and no other later.")
  private boolean trustOnFirstUse;

  LoginCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws Failure {
    if (!url.isEmpty()) {
      context().options().manager = url;
    }
    Optional<Profile> before = context().profileFile().load();
    ManagerAddress address = address(before);
    Optional<String> key = context().apiKey();
    Profile profile;
    if (key.isPresent()) {
      profile = Profile.ofApiKey(address, key.get());
    } else {
      try (Manager manager = Manager.at(address, Credential.none(), clock())) {
        profile = Profile.ofTokens(address, new DeviceFlow(manager, context()).tokens());
      }
    }
    JsonObject me = me(profile);
    context()
        .profileFile()
        .store(
            before.isPresent() && before.get().manager().equals(address)
                ? profile.withNetwork(before.get().network())
                : profile);
    output()
        .done(
            JsonObject.builder()
                .put("manager", address.url().toString())
                .put("authority", address.authority())
                .put("me", me)
                .build(),
            "Signed in at " + address.url() + " as " + WhoamiCommand.sentence(me) + ".");
  }

  private ManagerAddress address(Optional<Profile> before) throws Failure {
    ManagerAddress address = context().address(before);
    if (!trustOnFirstUse) {
      return address;
    }
    String shown = FirstContact.authorityOf(address.url());
    if (!address.authority().isEmpty() && !address.authority().equals(shown)) {
      throw Failure.of(
          ExitStatus.NETWORK,
          "other-authority",
          address.url() + " shows the authority " + shown + ", not the one that was pinned",
          "compare with what the manager prints at its start, and name it with --ca");
    }
    output().notice("The authority of " + address.url() + " has the fingerprint");
    output().notice("  " + shown);
    output().notice("which is trusted from now on. Compare it with the manager's own words.");
    return new ManagerAddress(address.url(), shown);
  }

  /** Nothing is stored that the manager does not accept. */
  private JsonObject me(Profile profile) throws Failure {
    Credential credential =
        profile.exposeApiKey().isPresent()
            ? Credential.fixed(profile.exposeApiKey())
            : Credential.fixed(profile.tokens().map(Profile.Tokens::exposeAccess));
    try (Manager manager = Manager.at(profile.manager(), credential, clock())) {
      return manager.get("/api/v1/me").document();
    }
  }

  private InstantSource clock() {
    return context().surroundings().clock();
  }
}
