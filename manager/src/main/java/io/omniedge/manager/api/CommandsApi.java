package io.omniedge.manager.api;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.command.Commands;
import io.omniedge.manager.command.Commands.Given;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Page;
import io.omniedge.manager.http.Route;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import java.time.InstantSource;
import java.util.List;

/** Commands to devices. */
public final class CommandsApi {
  private static final int DEFAULT_VALID_SECONDS = 60;
  private static final int MAX_VALID_SECONDS = 86_400;
  private static final int MAX_PEER_CHARS = 100;
  private static final int MAX_COMPONENT_CHARS = 255;

  private final Commands commands;
  private final InstantSource clock;

  /** With what gives them. */
  public CommandsApi(Commands commands, InstantSource clock) {
    this.commands = commands;
    this.clock = clock;
  }

  /** Its routes. */
  public List<Route> routes() {
    String path = "/api/v1/devices/{device}/commands";
    return List.of(
        Route.get(path, Permission.VIEW_CONFIGURATION, this::list).paged(),
        Route.post(path, Permission.OPERATE, this::give),
        Route.get(path + "/{command}", Permission.VIEW_CONFIGURATION, this::get));
  }

  private Answer list(Call call) {
    Page page = Page.backwards(call);
    return page.answer(
        commands.list(call.tenant(), call.id("device"), Page.before(call), page.limit()),
        given -> Long.toString(given.issuedAt()),
        given -> given.toJson(clock.millis()));
  }

  private Answer give(Call call) throws ProtocolException {
    Fields fields = call.fields("name", "arguments", "validSeconds");
    String name = fields.text("name", 64);
    Fields arguments = fields.objectOrEmpty("arguments");
    switch (name) { // what the device would refuse anyway, but only once it answers
      case "ping" -> {
        String _ = arguments.text("peer", MAX_PEER_CHARS);
      }
      case "restart" -> {
        String _ = arguments.text("component", MAX_COMPONENT_CHARS);
      }
      default -> {}
    }
    Given given =
        commands.give(
            call.tenant(),
            call.id("device"),
            name,
            arguments.object(),
            fields.integer("validSeconds", 1, MAX_VALID_SECONDS, DEFAULT_VALID_SECONDS),
            call.principal().actor());
    return Answer.accepted(
        "/api/v1/devices/" + given.device() + "/commands/" + given.id(),
        given.toJson(clock.millis()));
  }

  private Answer get(Call call) {
    return Answer.ok(
        commands.get(call.tenant(), call.id("device"), call.id("command")).toJson(clock.millis()));
  }
}
