package io.omniedge.cli.command;

import io.omniedge.cli.manager.Manager;
import io.omniedge.cli.manager.Reply;
import io.omniedge.cli.output.ExitStatus;
import io.omniedge.cli.output.Failure;
import io.omniedge.cli.profile.Profile.Tokens;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import java.util.Map;

/**
 * The device authorization grant [RFC 8628]: a person enters a code in a browser, wherever that is,
 * and this program asks until the manager has seen it.
 */
final class DeviceFlow {
  private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";

  /** Between two questions if the manager names no other [RFC 8628, 3.5]. */
  private static final long USUAL_INTERVAL_SECONDS = 5;

  private final Manager manager;
  private final Context context;

  DeviceFlow(Manager manager, Context context) {
    this.manager = manager;
    this.context = context;
  }

  /** The tokens, when somebody has approved. */
  Tokens tokens() throws Failure {
    Reply reply =
        manager.form("/oauth/device_authorization", Map.of("client_id", LoginCommand.CLIENT));
    if (!reply.isOk()) {
      throw reply.failure();
    }
    try {
      Fields fields = Fields.of(reply.document());
      String deviceCode = fields.text("device_code", 4_096);
      String userCode = fields.text("user_code", 100);
      String address = fields.text("verification_uri", 1_000);
      long interval = fields.integer("interval", 1, 300, USUAL_INTERVAL_SECONDS);
      long lifetime = fields.integer("expires_in", 1, 86_400);
      show(address, userCode, fields.optionalText("verification_uri_complete", 1_000).orElse(""));
      return poll(deviceCode, interval, lifetime);
    } catch (ProtocolException e) {
      throw Failure.of(
          ExitStatus.GENERAL,
          "bad-answer",
          "the manager's answer cannot be read: " + e.getMessage(),
          "is omniedge older than the manager?");
    }
  }

  private void show(String address, String userCode, String complete) {
    var output = context.output();
    output.notice("Open  " + address);
    output.notice("enter " + userCode);
    if (!complete.isEmpty()) {
      output.remark("or open " + complete);
    }
    output.remark("Waiting until it is approved there ...");
  }

  private Tokens poll(String deviceCode, long firstInterval, long lifetime) throws Failure {
    long interval = firstInterval;
    long end = now() + lifetime;
    while (now() < end) {
      context.pause(interval);
      Reply reply;
      try {
        reply =
            manager.form(
                "/oauth/token",
                Map.of(
                    "grant_type", GRANT,
                    "device_code", deviceCode,
                    "client_id", LoginCommand.CLIENT));
      } catch (Failure e) {
        if (e.status() != ExitStatus.NETWORK) {
          throw e;
        }
        interval = Math.min(60, interval * 2); // [RFC 8628, 3.5] on a connection that fails
        continue;
      }
      if (reply.isOk()) {
        return SignedIn.read(reply, context.surroundings().clock());
      }
      Failure failure = reply.failure();
      switch (failure.code()) {
        case "authorization_pending" -> {}
        case "slow_down" -> interval += 5;
        case "access_denied" ->
            throw Failure.of(
                ExitStatus.AUTHENTICATION, "access-denied", "it was refused in the browser", "");
        case "expired_token" -> throw tooLate();
        default -> throw failure;
      }
    }
    throw tooLate();
  }

  private long now() {
    return context.surroundings().clock().instant().getEpochSecond();
  }

  private static Failure tooLate() {
    return Failure.of(
        ExitStatus.AUTHENTICATION,
        "code-expired",
        "nobody approved the code in time",
        "begin again with: omniedge login");
  }
}
