package io.omniedge.cli.command;

import io.omniedge.cli.manager.Credential;
import io.omniedge.cli.manager.Manager;
import io.omniedge.cli.manager.Reply;
import io.omniedge.cli.output.Failure;
import io.omniedge.cli.profile.Profile;
import io.omniedge.protocol.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;

@Command(name = "logout", description = "Sign out, here and at the manager.")
final class LogoutCommand extends Task {
  LogoutCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws Failure {
    Optional<Profile> profile = context().profileFile().load();
    boolean signedIn =
        profile.isPresent()
            && (profile.get().tokens().isPresent() || profile.get().exposeApiKey().isPresent());
    boolean revoked = false;
    if (signedIn) {
      revoked = revoke(profile.get());
      context().profileFile().store(profile.get().signedOut());
    }
    output()
        .done(
            JsonObject.builder().put("signedOut", signedIn).put("revoked", revoked).build(),
            signedIn ? "Signed out." : "You were not signed in.");
  }

  /** Whoever has a copy of the tokens is out too, if the manager can be reached [RFC 7009]. */
  private boolean revoke(Profile profile) {
    if (profile.tokens().isEmpty()) {
      return false; // an API key may have other users
    }
    Profile.Tokens tokens = profile.tokens().get();
    String token =
        tokens.exposeRefresh().isEmpty() ? tokens.exposeAccess() : tokens.exposeRefresh();
    try (Manager manager =
        Manager.at(profile.manager(), Credential.none(), context().surroundings().clock())) {
      Reply reply =
          manager.form("/oauth/revoke", Map.of("token", token, "client_id", LoginCommand.CLIENT));
      if (reply.isOk()) {
        return true;
      }
      output().remark("The manager did not take the tokens back: " + reply.failure().text());
    } catch (Failure e) {
      output().remark("The manager does not know yet: " + e.text());
    }
    return false;
  }
}
