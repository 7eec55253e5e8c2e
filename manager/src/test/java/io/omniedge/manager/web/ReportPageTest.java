package io.omniedge.manager.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.manager.access.Role;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages show of reports that are as they should be, and of others. */
class ReportPageTest {
  private static final long AT = 1_763_900_000_000L;

  @TempDir Path folder;
  private Site site;
  private Plant plant;
  private long sequence;

  @BeforeEach
  void open() {
    site = Site.open(folder, new TestClock());
    plant = new Plant(site);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private void report(byte[] body) {
    plant.hall.reports(site.database, ++sequence, AT + sequence, body);
  }

  private HttpResponse<String> newest() {
    return newest("");
  }

  private HttpResponse<String> newest(String part) {
    String list =
        site.database.read(
            handle ->
                handle
                    .createQuery("select id from report order by sequence desc limit 1")
                    .mapTo(String.class)
                    .one());
    return plant.owner.get("/reports/" + list + part);
  }

  private String shown(byte[] body) {
    report(body);
    HttpResponse<String> page = newest();
    assertEquals(200, page.statusCode(), page.body());
    return page.body();
  }

  private static byte[] bytes(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aReportShowsWhatItsDocumentSays() {
    String page = shown(SampleReport.full(AT));
    for (String said :
        List.of(
            "pump-7",
            "zone C",
            "Plan to replace the bearing.",
            "velocity rms, mm/s",
            "BPFI",
            "2×BSF",
            "SKF 6205-2RS JEM",
            "12 days to 25 days, median 17 days",
            "12 of 50 blocks",
            "fits, looked at just now")) {
      assertTrue(page.contains(said), said + " is missing in " + page);
    }
    assertEquals(4, page.split("<figure class=\"plot\">", -1).length - 1);
    assertFalse(page.contains("NaN"), page);
  }

  @Test
  void aReportAsAFileHasAllThatItNeedsAndNothingOfWhoSavedIt() {
    report(SampleReport.full(AT));
    HttpResponse<String> page = newest("/file");
    assertEquals(200, page.statusCode(), page.body());
    String disposition = page.headers().firstValue("Content-Disposition").orElse("");
    assertTrue(disposition.matches("attachment; filename=\"r-[0-9a-z]+\\.html\""), disposition);
    String file = page.body();
    assertEquals(4, file.split("<figure class=\"plot\">", -1).length - 1);
    assertTrue(file.contains("<style>"), file);
    assertTrue(file.contains(".plot"), "the style is in it");
    for (String absent : List.of("href=", "src=", "<script", "url(/", "csrf", "Sign out")) {
      assertFalse(file.contains(absent), absent + " is in " + file);
    }
    assertEquals(404, plant.owner.get("/reports/r-0/file").statusCode());
  }

  @Test
  void documentsThatMakeNoSenseAreShownAsFarAsTheyDo() throws Exception {
    String nine = "9".repeat(30) + "e300";
    for (String hostile :
        List.of(
            "{}",
            "{'identity':{'asset':'x','point':'y'}}",
            "{'trend':{'points':[[1,2]]},'spectrum':[[1,0]],'envelopeSpectrum':[[5]]}",
            "{'trend':{'points':[[1763900000000,'NaN'],['NaN',1]]},'spectrum':'NaN'}",
            "{'operation':{'speedRpm':1e-300},'spectrum':[[1e-300,1e-300]]}",
            "{'operation':{'speedRpm':" + nine + "},'spectrum':[[1," + nine + "],[2,1e11]]}",
            "{'severity':{'abMmPerS':5,'bcMmPerS':1,'cdMmPerS':-1},'trend':{'feature':"
                + "'velocityRmsMmPerS','points':[[1763900000000,-7],[99999999999999,1e11]],"
                + "'outlook':{'kind':'REMAINING_LIFE','lowMillis':1e300,'highMillis':-5}}}",
            "{'trend':{'feature':'velocityRmsMmPerS','points':[[1,1],[1.5,2]],'outlook':"
                + "{'kind':'REMAINING_LIFE','lowMillis':9007199254740991,'medianMillis':0.5,"
                + "'highMillis':9007199254740991}},'atMillis':-1}",
            "{'bearing':{'tones':[{'tone':7,'frequencyHz':1e-9}]},'envelopeSpectrum':[[1,1]]}",
            "{'features':[{'name':{'a':1},'value':'NaN'},7,[]],'advice':[{'text':[1]}]}",
            "{'alarms':[{'name':null}],'quality':[{'flag':{}}],'machine':[],'acquisition':'x'}")) {
      String page = shown(bytes(hostile));
      assertFalse(page.contains("NaN,") || page.contains("Infinity"), hostile + ": " + page);
      assertFalse(page.contains("d=\"M" + "NaN"), hostile);
    }
    String members = String.join(",", Collections.nCopies(20_000, "[100,1]"));
    String huge = shown(bytes("{'spectrum':[" + members + "]}"));
    assertTrue(huge.length() < 100_000, huge.length() + " characters");
    List<JsonValue> features = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      features.add(JsonReader.read("{\"name\":\"f\",\"value\":" + i + "}"));
    }
    JsonObject many =
        SampleReport.with(SampleReport.document(), "features", new JsonArray(features));
    assertTrue(shown(many.toBytes()).length() < 200_000);
    assertTrue(shown(new byte[] {-1}).contains("it is not UTF-8"));
    assertTrue(shown(bytes("[]")).contains("it is no JSON object"));
  }

  @Test
  void markupInNamesIsText() throws Exception {
    String evil = "<script>alert(1)</script>\" onload=\"x";
    JsonObject document = SampleReport.document();
    for (String name : List.of("asset", "point", "axis")) {
      JsonObject identity = (JsonObject) document.find("identity").orElseThrow();
      document =
          SampleReport.with(
              document, "identity", SampleReport.with(identity, name, new JsonString(evil)));
    }
    JsonObject bearing = (JsonObject) document.find("bearing").orElseThrow();
    JsonArray tones =
        new JsonArray(
            List.of(JsonObject.builder().put("tone", "<b>\"&").put("frequencyHz", 100).build()));
    document = SampleReport.with(document, "bearing", SampleReport.with(bearing, "tones", tones));
    String page = shown(document.toBytes());
    assertFalse(page.contains("<script>alert"), page);
    assertFalse(Pattern.compile("=\"[^\"<>]*\" onload=").matcher(page).find(), page);
    assertFalse(page.contains("<b>"), page);
    String machines = plant.owner.get("/machines").body();
    assertFalse(machines.contains("<script>alert"), machines);
    Matcher link = Pattern.compile("href=\"(/machines/m-[a-z0-9]+)\"").matcher(machines);
    assertTrue(link.find());
    assertFalse(plant.owner.get(link.group(1)).body().contains("<script>alert"));
  }

  @Test
  void aPersonAcknowledgesAnAlarmAndAViewerDoesNot() {
    report(SampleReport.full(AT));
    String machines = plant.owner.get("/machines").body();
    Matcher link = Pattern.compile("href=\"(/machines/m-[a-z0-9]+)\"").matcher(machines);
    assertTrue(link.find(), machines);
    String machine = plant.owner.get(link.group(1)).body();
    Matcher form = Pattern.compile("action=\"([^\"]+/acknowledge)\"").matcher(machine);
    assertTrue(form.find(), machine);
    String unused = site.addUser(Role.VIEWER);
    Visit viewer = site.signedIn(Role.VIEWER);
    assertFalse(viewer.get(link.group(1)).body().contains("/acknowledge"), unused);
    assertEquals(403, viewer.post(form.group(1), Map.of()).statusCode());
    assertEquals(303, plant.owner.post(form.group(1), Map.of()).statusCode());
    String after = plant.owner.get(link.group(1)).body();
    assertTrue(after.contains("acknowledged by <bdi>owner</bdi>"), after);
    assertTrue(plant.owner.get("/audit").body().contains("alarm.acknowledge"));
  }

  @Test
  void aMachineShowsItsOwnAlarmsHoweverManyOthersThereAre() {
    report(SampleReport.full(AT));
    site.database.change(
        transaction -> {
          Handle handle = transaction.handle();
          handle.execute(
              "insert into machine (id, tenant_id, device_id, asset, point, report_id, at, level,"
                  + " zone, since) select 'm-0', tenant_id, device_id, 'other', point, report_id,"
                  + " at, level, zone, since from machine");
          for (int i = 1_000; i < 2_100; i++) {
            handle.execute(
                "insert into alarm (id, tenant_id, machine_id, name, criterion, level, worst,"
                    + " state, occurrence, since, changed_at, report_id, acknowledged_by,"
                    + " acknowledged_at) select ?, tenant_id, 'm-0', ?, criterion, level, worst,"
                    + " state, 1, 1, 1, report_id, '', 0 from alarm where name = 'bearing'",
                "l-0" + i,
                "n" + i);
          }
        });
    String machines = plant.owner.get("/machines").body();
    assertTrue(machines.contains("1101 alarms"), machines);
    assertTrue(machines.contains("1 not seen") && machines.contains("1100 not seen"), machines);
    Matcher link = Pattern.compile("href=\"(/machines/m-[a-z0-9]{2,})\"").matcher(machines);
    assertTrue(link.find(), machines);
    String machine = plant.owner.get(link.group(1)).body();
    assertTrue(machine.contains("Acknowledge bearing"), machine);
    assertFalse(machine.contains("Acknowledge n1000"), machine);
  }

  @Test
  void theGatewayWhoseReportsAreKeptOutShowsIt() {
    assertFalse(plant.owner.get("/devices/" + plant.hall.id).body().contains("kept out"));
    site.database.change(
        transaction ->
            transaction
                .handle()
                .execute(
                    "insert into report_refused (device_id, count, reason, at) values (?, 2, ?, 1)",
                    plant.hall.id,
                    "signature: it is <missing>"));
    String page = plant.owner.get("/devices/" + plant.hall.id).body();
    assertTrue(page.contains("2 reports were kept out"), page);
    assertTrue(page.contains("signature: it is &lt;missing&gt;"), page);
  }

  @Test
  void whatWasSignedIsGivenAsItWasSentAndNeverAsAPage() {
    report(bytes("<html><script>alert(1)</script></html>"));
    HttpResponse<String> page = newest();
    HttpResponse<String> body = plant.owner.get(page.request().uri().getPath() + "/body");
    assertEquals("<html><script>alert(1)</script></html>", body.body());
    assertEquals("application/octet-stream", body.headers().firstValue("Content-Type").orElse(""));
  }
}
