package io.omniedge.cli.command;

import io.omniedge.cli.manager.Credential;
import io.omniedge.cli.manager.Manager;
import io.omniedge.cli.manager.Reply;
import io.omniedge.cli.output.ExitStatus;
import io.omniedge.cli.output.Failure;
import io.omniedge.cli.profile.Profile;
import io.omniedge.cli.profile.Profile.Tokens;
import io.omniedge.cli.profile.ProfileFile;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Somebody who signed in by the device flow: the access token is renewed shortly before it expires,
 * and the new pair is on disk before it is used, because the old one is of no use any more.
 */
final class SignedIn implements Credential {
  /** The manager's clock may be ahead of ours by this. */
  private static final long LEEWAY_SECONDS = 30;

  private final ProfileFile file;
  private final InstantSource clock;
  private Tokens tokens;

  private SignedIn(Tokens tokens, ProfileFile file, InstantSource clock) {
    this.tokens = tokens;
    this.file = file;
    this.clock = clock;
  }

  /** The right that a profile gives. */
  static Credential of(Profile profile, ProfileFile file, InstantSource clock) throws Failure {
    if (profile.exposeApiKey().isPresent()) {
      return Credential.fixed(profile.exposeApiKey());
    }
    Tokens tokens = profile.tokens().orElseThrow(Context::notSignedIn);
    return new SignedIn(tokens, file, clock);
  }

  @Override
  public Optional<String> token() throws Failure {
    if (clock.instant().getEpochSecond() + LEEWAY_SECONDS >= tokens.expiresAt()) {
      replaced(tokens);
    }
    return Optional.of(tokens.exposeAccess());
  }

  @Override
  public boolean renew() throws Failure {
    replaced(tokens);
    return true;
  }

  private void replaced(Tokens old) throws Failure {
    tokens =
        file.alone(
            () -> {
              Profile profile = file.load().orElseThrow(Context::notSignedIn);
              Tokens stored = profile.tokens().orElseThrow(Context::notSignedIn);
              if (!stored.exposeAccess().equals(old.exposeAccess())) {
                return stored; // another process was faster
              }
              Tokens renewed = refreshed(profile, stored);
              file.store(profile.with(renewed));
              return renewed;
            });
  }

  private Tokens refreshed(Profile profile, Tokens stored) throws Failure {
    if (stored.exposeRefresh().isEmpty()) {
      throw expired();
    }
    try (Manager manager = Manager.at(profile.manager(), Credential.none(), clock)) {
      Reply reply =
          manager.form(
              "/oauth/token",
              Map.of(
                  "grant_type",
                  "refresh_token",
                  "refresh_token",
                  stored.exposeRefresh(),
                  "client_id",
                  LoginCommand.CLIENT));
      if (reply.status() == 400 || reply.status() == 401) {
        throw expired();
      }
      if (!reply.isOk()) {
        throw reply.failure();
      }
      return read(reply, clock);
    }
  }

  /** The answer of the token endpoint [RFC 6749, 5.1]. */
  static Tokens read(Reply reply, InstantSource clock) throws Failure {
    try {
      Fields fields = Fields.of(reply.document());
      long lifetime = fields.integer("expires_in", 1, 31_536_000, 300);
      return new Tokens(
          fields.text("access_token", 4_096),
          fields.optionalText("refresh_token", 4_096).orElse(""),
          clock.instant().getEpochSecond() + lifetime);
    } catch (ProtocolException e) {
      throw Failure.of(
          ExitStatus.GENERAL,
          "bad-answer",
          "the manager's token cannot be read: " + e.getMessage(),
          "is omniedge older than the manager?");
    }
  }

  private static Failure expired() {
    return Failure.of(
        ExitStatus.AUTHENTICATION,
        "session-expired",
        "your session has ended",
        "sign in again with: omniedge login");
  }
}
