package io.omniedge.manager.api;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Page;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.inventory.Group;
import io.omniedge.manager.inventory.Ids;
import io.omniedge.manager.inventory.NetworkTable;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import java.util.List;

/** Groups that devices are put into by hand. */
public final class GroupsApi {
  private final Writes writes;

  /** With what changes take. */
  public GroupsApi(Writes writes) {
    this.writes = writes;
  }

  /** Its routes. */
  public List<Route> routes() {
    Permission manage = Permission.MANAGE_NETWORKS;
    return List.of(
        Route.get("/api/v1/networks/{network}/groups", Permission.VIEW, this::list).paged(),
        Route.post("/api/v1/networks/{network}/groups", manage, this::create),
        Route.get("/api/v1/groups/{group}", Permission.VIEW, this::get),
        Route.patch("/api/v1/groups/{group}", manage, this::patch),
        Route.delete("/api/v1/groups/{group}", manage, this::delete));
  }

  private Answer list(Call call) {
    Page page = Page.of(call);
    return writes.read(
        handle ->
            page.answer(
                Group.list(
                    handle,
                    NetworkTable.get(handle, call.tenant(), call.id("network")).id(),
                    page.after(),
                    page.limit()),
                Group::id,
                Group::toJson));
  }

  private Answer get(Call call) {
    return Answer.ok(
        writes.read(handle -> Group.get(handle, call.tenant(), call.id("group"))).toJson());
  }

  private Answer create(Call call) throws ProtocolException {
    Fields fields = call.fields("name", "description");
    Group group =
        new Group(
            Ids.of('g'),
            call.tenant(),
            call.id("network"),
            Words.name(fields),
            Words.description(fields, ""));
    return writes.change(
        transaction -> {
          NetworkTable.get(transaction.handle(), call.tenant(), group.network());
          group.save(transaction.handle());
          writes.note(transaction, call, "group.create", group.id(), group.toJson());
          return Answer.created("/api/v1/groups/" + group.id(), group.toJson());
        });
  }

  private Answer patch(Call call) throws ProtocolException {
    Fields fields = call.fields("name", "description");
    Group before = writes.read(handle -> Group.get(handle, call.tenant(), call.id("group")));
    if (!Words.name(fields, before.name()).equals(before.name())) {
      throw fields.wrong("name", "", "rules name it, so it cannot change; make another group");
    }
    Group group =
        new Group(
            before.id(),
            before.tenant(),
            before.network(),
            before.name(),
            Words.description(fields, before.description()));
    return writes.change(
        transaction -> {
          Group.get(transaction.handle(), call.tenant(), group.id());
          group.save(transaction.handle());
          writes.note(transaction, call, "group.change", group.id(), group.toJson());
          return Answer.ok(group.toJson());
        });
  }

  private Answer delete(Call call) {
    return writes.change(
        transaction -> {
          Group group = Group.get(transaction.handle(), call.tenant(), call.id("group"));
          List<String> members = group.delete(transaction.handle());
          writes.note(
              transaction,
              call,
              "group.delete",
              group.id(),
              JsonObject.builder().put("name", group.name()).put("devices", members).build());
          members.forEach(device -> writes.deviceChanged(transaction, group.network(), device));
          return Answer.done();
        });
  }
}
