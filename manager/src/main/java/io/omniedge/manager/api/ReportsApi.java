package io.omniedge.manager.api;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.command.Commands;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Page;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.inventory.DeviceTable;
import io.omniedge.manager.problem.Problem;
import io.omniedge.manager.report.Machine;
import io.omniedge.manager.report.RefusedReports;
import io.omniedge.manager.report.StoredAlarm;
import io.omniedge.manager.report.StoredReport;
import io.omniedge.manager.store.Transaction;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.message.ReportMessage;
import io.omniedge.protocol.sign.DocumentType;
import io.omniedge.protocol.sign.Jws;
import io.omniedge.protocol.sign.VerifyKey;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What devices reported of machines, and the alarms that follow from it. */
public final class ReportsApi {
  private static final String REPORTS = "/api/v1/reports";
  private static final String REPORT = REPORTS + "/{report}";
  private static final String MACHINES = "/api/v1/machines";
  private static final String ALARMS = "/api/v1/alarms";

  /** A gateway that is away hears of it when it is back; a week is the most that it takes. */
  private static final long COMMAND_SECONDS = TimeUnit.DAYS.toSeconds(6);

  private final Writes writes;
  private final Commands commands;
  private final InstantSource clock;

  /**
   * The routes.
   *
   * @param writes with where reports are
   * @param commands tell a gateway that somebody has seen an alarm of its machine
   */
  public ReportsApi(Writes writes, Commands commands, InstantSource clock) {
    this.writes = writes;
    this.commands = commands;
    this.clock = clock;
  }

  /** Its routes. */
  public List<Route> routes() {
    Permission view = Permission.VIEW;
    return List.of(
        Route.get(REPORTS, view, this::list)
            .paged()
            .taking(StoredReport.Filter.COLUMNS.toArray(String[]::new))
            .taking("from", "to"),
        Route.get(REPORT, view, this::get),
        Route.get(REPORT + "/body", view, this::body),
        Route.get("/api/v1/devices/{device}/refused-reports", view, this::refused),
        Route.get(MACHINES, view, this::machines).paged(),
        Route.get(MACHINES + "/{machine}", view, this::machine),
        Route.get(ALARMS, view, this::alarms).paged().taking("ended", "machine", "device"),
        Route.post(ALARMS + "/{alarm}/acknowledge", Permission.OPERATE, this::acknowledge));
  }

  private Answer list(Call call) {
    Page page = Page.of(call);
    TreeMap<String, String> equal = new TreeMap<>();
    for (String column : StoredReport.Filter.COLUMNS) {
      call.query(column).ifPresent(value -> equal.put(column, value));
    }
    long max = JsonNumber.MAX_SAFE_INTEGER;
    StoredReport.Filter filter =
        new StoredReport.Filter(
            equal, call.query("from", 0, max, 0), call.query("to", 0, max, max));
    return page.answer(
        writes.read(
            handle ->
                StoredReport.newest(handle, call.tenant(), filter, page.after(), page.limit())),
        StoredReport::id,
        report -> report.toJson().build());
  }

  /** With the document if it is one, and whether its signature holds, looked at now. */
  private Answer get(Call call) {
    return writes.read(
        handle -> {
          StoredReport report = StoredReport.get(handle, call.tenant(), call.id("report"));
          byte[] body = report.body(handle);
          JsonObject.Builder shown =
              report
                  .toJson()
                  .put("signature", report.signature())
                  .put("signer", report.signer())
                  .put("signatureHolds", holds(report, body));
          try {
            shown.put("document", JsonReader.readObject(body, ReportMessage.MOST_BODY_BYTES));
          } catch (ProtocolException e) {
            shown.put("noDocument", String.valueOf(e.getMessage()));
          }
          return Answer.ok(shown.build());
        });
  }

  private static boolean holds(StoredReport report, byte[] body) {
    try {
      Jws.verifyDetached(
          DocumentType.REPORT, report.signature(), body, VerifyKey.parse(report.signer()));
      return true;
    } catch (ProtocolException e) {
      return false;
    }
  }

  /** As it was sent, and never as what a browser would show: whoever sent it chose the type. */
  private Answer body(Call call) {
    return writes.read(
        handle -> {
          StoredReport report = StoredReport.get(handle, call.tenant(), call.id("report"));
          return Answer.file("application/octet-stream", report.body(handle))
              .with("Content-Disposition", "attachment; filename=\"" + report.id() + "\"");
        });
  }

  private Answer refused(Call call) {
    return writes.read(
        handle ->
            Answer.ok(
                RefusedReports.of(
                        handle, DeviceTable.get(handle, call.tenant(), call.id("device")).id())
                    .orElse(new RefusedReports(0, "", 0))
                    .toJson()));
  }

  private Answer machines(Call call) {
    Page page = Page.of(call);
    return page.answer(
        writes.read(handle -> Machine.list(handle, call.tenant(), page.after(), page.limit())),
        one -> one.machine().id(),
        Machine.WithAlarms::toJson);
  }

  private Answer machine(Call call) {
    return writes.read(
        handle -> Answer.ok(Machine.get(handle, call.tenant(), call.id("machine")).toJson()));
  }

  private Answer alarms(Call call) {
    Page page = Page.of(call);
    String ended = call.query("ended").orElse("false");
    if (!ended.equals("true") && !ended.equals("false")) {
      throw Problem.invalid("ended", ended, "it must be true or false");
    }
    StoredAlarm.Filter filter =
        new StoredAlarm.Filter(ended.equals("true"), call.query("machine"), call.query("device"));
    return page.answer(
        writes.read(
            handle -> StoredAlarm.list(handle, call.tenant(), filter, page.after(), page.limit())),
        StoredAlarm::id,
        StoredAlarm::toJson);
  }

  private Answer acknowledge(Call call) {
    return Answer.ok(writes.change(transaction -> acknowledged(transaction, call)).toJson());
  }

  private StoredAlarm acknowledged(Transaction transaction, Call call) {
    StoredAlarm alarm = StoredAlarm.get(transaction.handle(), call.tenant(), call.id("alarm"));
    if (alarm.isOver()) {
      throw Problem.conflict("alarm-over", "there is nothing to acknowledge: it is over");
    }
    if (!alarm.acknowledgedBy().isEmpty()) {
      return alarm;
    }
    StoredAlarm.acknowledge(
        transaction.handle(), alarm.id(), call.principal().actor(), clock.millis());
    writes.note(
        transaction,
        call,
        "alarm.acknowledge",
        alarm.id(),
        JsonObject.builder()
            .put("asset", alarm.asset())
            .put("point", alarm.point())
            .put("alarm", alarm.name())
            .put("level", alarm.level())
            .build());
    var _ =
        commands.give(
            transaction,
            DeviceTable.get(transaction.handle(), call.tenant(), alarm.device()),
            Commands.ACKNOWLEDGE_ALARM,
            JsonObject.builder()
                .put("point", alarm.asset() + "/" + alarm.point())
                .put("alarm", alarm.name())
                .put("occurrence", alarm.occurrence())
                .put("by", call.principal().actor())
                .build(),
            COMMAND_SECONDS,
            call.principal().actor());
    return StoredAlarm.get(transaction.handle(), call.tenant(), alarm.id());
  }
}
