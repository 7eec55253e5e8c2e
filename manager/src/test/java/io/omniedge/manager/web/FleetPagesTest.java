package io.omniedge.manager.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.manager.access.Role;
import io.omniedge.manager.inventory.ClientTable;
import io.omniedge.manager.inventory.SecretHash;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of devices, policy, keys, networks and audit, with devices that really enrolled. */
class FleetPagesTest {
  private static final List<String> HOSTILE =
      List.of(
          "<script>alert(1)</script>",
          "\"><img src=x onerror=alert(1)>",
          "'; drop table device; --",
          "\u202e gpj.exe",
          "\ud83d\ude80 \u05e9\u05dc\u05d5\u05dd",
          "x".repeat(180));

  @TempDir Path folder;
  private final TestClock clock = new TestClock();
  private Site site;
  private Plant plant;

  @BeforeEach
  void open() {
    site = Site.open(folder, clock);
    plant = new Plant(site);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private String hall() {
    return "/devices/" + plant.hall.id;
  }

  private static void assertSays(HttpResponse<String> answer, int status, String... words) {
    assertEquals(status, answer.statusCode(), answer.body());
    for (String word : words) {
      assertTrue(answer.body().contains(word), word + " is not in " + answer.body());
    }
  }

  /** Follows the answer to a form. */
  private HttpResponse<String> done(HttpResponse<String> answer) {
    assertEquals(303, answer.statusCode(), answer.body());
    return plant.owner.get(Visit.location(answer));
  }

  @Test
  void listsDevicesByStateAndWord() {
    assertSays(plant.owner.get("/devices"), 200, "hall-1", "press-7", "packer-3", "online");
    HttpResponse<String> waiting = plant.owner.get("/devices?membership=pending");
    assertSays(waiting, 200, "packer-3", "waiting for approval");
    assertFalse(waiting.body().contains("hall-1"));
    HttpResponse<String> found = plant.owner.get("/devices?q=sn-0002");
    assertSays(found, 200, "press-7");
    assertFalse(found.body().contains("hall-1"));
    HttpResponse<String> here = plant.owner.get("/devices?online=true");
    assertSays(here, 200, "hall-1");
    assertFalse(here.body().contains("packer-3"));
    HttpResponse<String> away = plant.owner.get("/devices?online=false");
    assertSays(away, 200, "packer-3");
    assertFalse(away.body().contains("hall-1"));
    assertSays(plant.owner.get("/devices?online=perhaps"), 422, "online");
    assertSays(plant.owner.get("/devices?q=nobody"), 200, "Nothing found");
    assertSays(plant.owner.get("/devices?membership=other"), 422, "membership");
    assertSays(plant.owner.get("/devices/d-unknown"), 404, "Not found");
  }

  @Test
  void countsAClientNeitherOnlineNorOffline() {
    plant.site.database.change(
        transaction -> {
          var handle = transaction.handle();
          handle.execute(
              "update device set setup_key_id = '', membership = 'active' where id = ?",
              plant.waiting.id);
          ClientTable.insert(handle, plant.waiting.id, plant.hall.id);
        });
    String overview = plant.owner.get("/").body();
    assertTrue(overview.contains("<strong class=\"off\">0</strong> <span>offline"), overview);
    assertTrue(overview.contains("<strong class=\"client\">1</strong> <span>client"), overview);
    assertSays(plant.owner.get("/devices"), 200, "<span class=\"pill client\">client</span>");
    HttpResponse<String> shown = plant.owner.get("/devices/" + plant.waiting.id);
    assertSays(shown, 200, "Joins through", plant.hall.id);
    assertFalse(shown.body().contains("<dt>Seen"), shown.body());
  }

  @Test
  void keepsTheNetworkThatWasChosenAndListsThemByName() {
    HttpResponse<String> made = plant.owner.post("/networks", Map.of("name", "annex"));
    String annex = Visit.location(made).substring("/networks/".length());
    plant.owner.post("/networks", Map.of("name", "zeppelin"));
    String list = plant.owner.get("/networks").body();
    assertTrue(list.indexOf(">annex<") < list.indexOf(">plant<"), list);
    assertTrue(list.indexOf(">plant<") < list.indexOf(">zeppelin<"), list);

    assertSays(plant.owner.get("/?network=" + plant.network), 200, selected(plant.network));
    for (String page : List.of("/policy", "/setup-keys", "/policy/history", "/")) {
      assertSays(plant.owner.get(page), 200, selected(plant.network));
    }
    assertSays(plant.owner.get("/policy?network=" + annex), 200, selected(annex));
    assertSays(plant.owner.get("/"), 200, selected(annex));
    assertEquals(404, plant.owner.get("/policy?network=n-unknown").statusCode());
    assertSays(plant.owner.get("/"), 200, selected(annex));
    plant.owner.post("/networks/" + annex + "/delete", Map.of());
    assertSays(plant.owner.get("/"), 200, selected(plant.network));
  }

  private static String selected(String network) {
    return "<option value=\"" + network + "\" selected>";
  }

  @Test
  void goesThroughAllDevicesPieceByPiece() {
    String key = plant.setupKey(Map.of("name", "many", "maxUses", "0", "autoApprove", "true"));
    for (int i = 0; i < 55; i++) {
      QuietDevice _ = plant.device(key, "robot-" + i, "");
    }
    String first = plant.owner.get("/devices?q=robot").body();
    var next = Pattern.compile("href=\"(/devices\\?[^\"]*cursor=[^\"]*)\"").matcher(first);
    assertTrue(next.find(), first);
    String second = plant.owner.get(next.group(1).replace("&amp;", "&")).body();
    assertEquals(50, first.split("<th scope=\"row\">", -1).length - 1);
    assertEquals(5, second.split("<th scope=\"row\">", -1).length - 1);
    assertFalse(second.contains("Further devices"));
  }

  @Test
  void showsADeviceWithItsPathsAndProblems() {
    assertSays(
        plant.owner.get(hall()),
        200,
        "198.51.100.7:51820",
        "press-7",
        "81.2 MB",
        "Debian 13",
        "epoch ",
        "SN-0001",
        "192.168.7.0/24");
    assertSays(
        plant.owner.get("/devices/" + plant.press.id), 200, "The clock is two minutes slow.");
  }

  @Test
  void drawsTheTrafficOfTheLastMinutes() {
    assertFalse(plant.owner.get(hall()).body().contains("<polyline"));
    for (int i = 1; i <= 3; i++) {
      clock.advance(Duration.ofSeconds(30));
      long now = clock.instant().getEpochSecond();
      plant.hall.talksWith(plant.press, now, 81_234_567 + i * 300_000L, 4_567_890).says();
      HttpResponse<String> _ = plant.owner.get(hall());
    }
    assertSays(plant.owner.get(hall()), 200, "<polyline class=\"rx\"", "↓ 10.0 KB/s", "↑ 0 B/s");
  }

  @Test
  void changesADevice() {
    assertSays(
        done(
            plant.owner.post(
                hall() + "/change",
                Map.of("name", "hall-one", "description", "North", "tags", "plc, north"))),
        200,
        "hall-one",
        "North",
        "value=\"north plc\"");
    assertSays(
        plant.owner.post(hall() + "/change", Map.of("name", "Hall One")), 422, "role=\"alert\"");
    assertSays(
        done(plant.owner.post(hall() + "/routes", Map.of("approved", "192.168.7.0/24"))),
        200,
        "Reachable behind it: 192.168.7.0/24.");
    assertSays(
        done(plant.owner.post(hall() + "/quarantine", Map.of("reason", "stolen"))),
        200,
        "In quarantine: stolen");
    assertSays(done(plant.owner.post(hall() + "/approve", Map.of())), 200, "is a member now");
    assertSays(done(plant.owner.post(hall() + "/revoke", Map.of())), 200, "out for good");
    assertSays(plant.owner.post(hall() + "/approve", Map.of()), 409, "revoked for good");
    assertSays(done(plant.owner.post(hall() + "/delete", Map.of())), 200, "is forgotten");
    assertSays(plant.owner.get(hall()), 404, "Not found");
  }

  @Test
  void givesCommandsWithWhatTheyWant() {
    assertSays(
        plant.owner.get(hall()),
        200,
        "<option value=\"" + plant.press.id + "\">press-7</option>",
        "<option value=\"io.omniedge.transport\">Tunnel (io.omniedge.transport)</option>");
    String to = hall() + "/command";
    assertSays(
        done(plant.owner.post(to, Map.of("name", "ping", "peer", plant.press.id))),
        200,
        "<strong>ping</strong>",
        "sent");
    Map<String, String> restart = Map.of("name", "restart", "component", "io.omniedge.transport");
    assertSays(done(plant.owner.post(to, restart)), 200, "<strong>restart</strong>", "sent");
    assertEquals(
        List.of(
            "{\"component\":\"io.omniedge.transport\"}", "{\"peer\":\"" + plant.press.id + "\"}"),
        plant.site.database.read(
            handle ->
                handle
                    .createQuery("select arguments from command order by name desc")
                    .mapTo(String.class)
                    .list()));
    assertSays(plant.owner.post(to, Map.of("name", "ping")), 422, "role=\"alert\"");
    assertFalse(plant.owner.get("/devices/" + plant.press.id).body().contains(">Restart<"));
    assertSays(
        plant.owner.post(hall() + "/command", Map.of("name", "rm -rf /")), 422, "must be one of");
  }

  @Test
  void approvesAndTurnsAway() {
    String path = "/approvals/" + plant.waiting.id;
    assertSays(plant.owner.get("/approvals"), 200, "packer-3", "SN-0003", "192.168.7.0/24");
    assertSays(plant.owner.post(path, Map.of("name", "No!")), 422, "role=\"alert\"", "packer-3");
    assertSays(
        done(
            plant.owner.post(
                path,
                Map.of("name", "packer-three", "tags", "line", "approved", "192.168.7.0/24"))),
        200,
        "\"packer-three\" is a member now.",
        "Nobody waits");
    assertSays(plant.owner.get("/devices/" + plant.waiting.id), 200, "packer-three");
    QuietDevice other = plant.device(plant.setupKey(Map.of("name", "x")), "unknown", "");
    assertSays(
        done(plant.owner.post("/approvals/" + other.id + "/reject", Map.of())), 200, "turned away");
  }

  @Test
  void changesAValueAndGoesBack() {
    String form = hall() + "/configuration/io.omniedge.transport";
    assertSays(plant.owner.get(hall() + "/configuration"), 200, "Tunnel");
    assertSays(plant.owner.get(form), 200, "value=\"1420\"", "stored; leave empty", "1280 to 9000");
    assertSays(
        plant.owner.post(form, wanted("0", "100")), 422, "It must be 1280 to 9000.", "nothing was");
    assertSays(
        plant.owner.post(form, wanted("0", "many")), 422, "It must be a whole number.", "many");
    assertSays(
        done(plant.owner.post(form, wanted("0", "1300"))),
        200,
        "value=\"1300\"",
        "waits for the device",
        "not as wanted");
    assertSays(plant.owner.post(form, wanted("1", "1350")), 412, "newest revision is 2");
    plant.hall.reports(Plant.reported(2, 1420, "refused", "too small for this line"));
    assertSays(plant.owner.get(form), 200, "too small for this line", "refused revision 2");
    plant.hall.reports(Plant.reported(2, 1300, "applied", ""));
    HttpResponse<String> applied = plant.owner.get(form);
    assertSays(applied, 200, "Revision 2 is in force.");
    assertFalse(applied.body().contains("not as wanted"));
    assertSays(plant.owner.get(hall() + "/history"), 200, "as it was", "1420", "1300");
    assertSays(
        done(plant.owner.post(hall() + "/rollback", Map.of("revision", "1"))),
        200,
        "Revision 3",
        "as in revision 1");
    assertSays(plant.owner.get(form), 200, "value=\"1420\"");
  }

  private static Map<String, String> wanted(String revision, String mtu) {
    return Map.of(
        "revision", revision, "p.mtu", mtu, "p.keepalive", "true", "p.mode", "auto", "p.names", "");
  }

  @Test
  void refusesToShowWhatIsNestedTooDeep() {
    plant.hall.reports(
        "{'revision': 0, 'outcome': 'none', 'components': {'io.omniedge.transport':"
            + " {'properties': {'mtu': "
            + "[".repeat(60)
            + "]".repeat(60)
            + "}}}}");
    assertSays(plant.owner.get(hall() + "/configuration"), 422, "It cannot be shown");
    assertSays(plant.owner.get(hall()), 200, "hall-1");
    plant.hall.reports(Plant.reported(0, 1420, "none", ""));
    String form = hall() + "/configuration/io.omniedge.transport";
    assertSays(
        plant.owner.post(form, wanted("0", "1".repeat(100_000))), 422, "It must be a whole number");
  }

  @Test
  void neverShowsAPassword() {
    String form = hall() + "/configuration/io.omniedge.transport";
    Map<String, String> sent = new HashMap<>(wanted("0", "1420"));
    sent.put("p.secret", "copper kettle");
    assertSays(done(plant.owner.post(form, sent)), 200, "stored; leave empty");
    assertFalse(plant.owner.get(form).body().contains("copper kettle"));
    assertFalse(plant.owner.get(hall() + "/history").body().contains("copper kettle"));
  }

  @Test
  void refusesAPolicyWhoseTestsFail() {
    String page = plant.owner.get("/policy").body();
    assertTrue(page.contains("revision 1"), page);
    String failing =
        "{\"rules\": [], \"tests\": [{\"from\": \"device:hall-1\", \"to\": \"device:press-7\","
            + " \"protocol\": \"tcp\", \"port\": 502, \"expect\": \"allow\"}]}";
    assertSays(
        plant.owner.post("/policy", applied(failing, failing, "1")), 422, "failed", "tests[0]");
    assertSays(
        plant.owner.post(
            "/policy", Map.of("document", "{\"rules\": []}", "revision", "1", "do", "check")),
        200,
        "class=\"lost\"",
        "value=\"apply\"");
    assertSays(
        plant.owner.post("/policy", applied("{\"rules\": []}", "{\"rules\": []}", "0")),
        412,
        "Somebody changed the policy while you did.",
        "You began from revision 0");
    assertSays(
        plant.owner.post("/policy", Map.of("document", "{", "revision", "1", "do", "check")),
        400,
        "role=\"alert\"");
    assertSays(
        done(plant.owner.post("/policy", applied("{\"rules\": []}", "{\"rules\": []}", "1"))),
        200,
        "Revision 2 is in force.");
    assertSays(plant.owner.get("/policy/history"), 200, "Revision 2", "Revision 1");
  }

  private static Map<String, String> applied(String document, String checked, String revision) {
    return Map.of(
        "document",
        document,
        "checked",
        SecretHash.of(checked),
        "revision",
        revision,
        "do",
        "apply");
  }

  @Test
  void appliesNoPolicyButTheOneThatWasChecked() {
    String other = "{\"rules\":\r\n []}";
    HttpResponse<String> refused =
        plant.owner.post("/policy", applied(other, "{\"rules\": [{}]}", "1"));
    assertSays(refused, 422, "not the one that was checked", "class=\"lost\"", "{\"rules\":");
    assertSays(plant.owner.get("/policy"), 200, "revision 1");
    Matcher mark =
        Pattern.compile("name=\"checked\" value=\"([0-9a-f]{64})\"").matcher(refused.body());
    assertTrue(mark.find(), refused.body());
    Map<String, String> again =
        Map.of("document", other, "checked", mark.group(1), "revision", "1", "do", "apply");
    assertSays(done(plant.owner.post("/policy", again)), 200, "Revision 2 is in force.");
  }

  @Test
  void saysWhyAWayIsOpen() {
    assertSays(
        plant.owner.get("/policy/why?from=hall-1&to=press-7&protocol=tcp&port=502"),
        200,
        ">allowed<",
        "halls");
    assertSays(
        plant.owner.get("/policy/why?from=hall-1&to=press-7&protocol=tcp&port=80"), 200, "refused");
    assertSays(plant.owner.get("/policy/why?from=hall-1&to=nobody"), 422, "role=\"alert\"");
  }

  @Test
  void aNetworkThatWasNeverOfferedIsNotOneThatIsNoMore() {
    plant.owner.post(hall() + "/routes", Map.of("approved", "10.77.0.0/24"));
    HttpResponse<String> shown = plant.owner.get(hall());
    assertSays(shown, 200, "<code>10.77.0.0/24</code> <span class=\"pill off\">not offered by it");
    assertFalse(shown.body().contains("no longer"), shown.body());
  }

  @Test
  void titlesAreNotNamesOfPictures() {
    for (String path : List.of("/configuration", "/configuration/io.omniedge.transport")) {
      HttpResponse<String> shown = plant.owner.get(hall() + path);
      assertSays(shown, 200, ">Tunnel<");
      assertFalse(shown.body().contains("VpnClient"), shown.body());
    }
  }

  @Test
  void makesListsAndRevokesApiKeys() {
    HttpResponse<String> made =
        plant.owner.post("/api-keys", Map.of("name", "board", "role", "viewer", "days", "30"));
    assertSays(made, 200, "data-copy=\"omniedge_", "shown only now");
    HttpResponse<String> list = plant.owner.get("/api-keys");
    assertSays(list, 200, "board", "viewer", ">valid<", "API keys</a>");
    assertFalse(list.body().contains("omniedge_"), list.body());
    var id = Pattern.compile("/api-keys/(a-[A-Za-z0-9]+)/revoke").matcher(list.body());
    assertTrue(id.find(), list.body());
    assertSays(
        done(plant.owner.post("/api-keys/" + id.group(1) + "/revoke", Map.of())),
        200,
        "lets no program in any more",
        ">revoked<");
    assertSays(
        plant.owner.post("/api-keys", Map.of("name", "", "role", "viewer", "days", "0")),
        422,
        "role=\"alert\"");
    assertSays(
        plant.owner.post("/api-keys", Map.of("name", "x", "role", "king", "days", "0")),
        422,
        "role=\"alert\"");
  }

  @Test
  void showsTheTextOfASetupKeyOnce() {
    HttpResponse<String> made = plant.owner.post("/setup-keys", Map.of("name", "line 4"));
    assertSays(made, 200, "omniedge://manager.example:8443/?key=", "<svg class=\"qr\"");
    HttpResponse<String> list = plant.owner.get("/setup-keys");
    assertSays(list, 200, "line 4", "0 of 1");
    assertFalse(list.body().contains("omniedge://"));
    var revoke = Pattern.compile("/setup-keys/k-[a-z0-9A-Z]+/revoke").matcher(list.body());
    assertTrue(revoke.find(), list.body());
    assertSays(done(plant.owner.post(revoke.group(), Map.of())), 200, "revoked");
    assertSays(
        plant.owner.post(
            "/setup-keys", Map.of("name", "far", "sources", "300.1.1.1/8", "tags", "a b")),
        422,
        "role=\"alert\"",
        "value=\"300.1.1.1/8\"");
    assertSays(
        plant.owner.post("/setup-keys", Map.of("name", "far", "maxUses", "many")), 422, "number");
  }

  @Test
  void keepsNetworksAndSites() {
    assertSays(plant.owner.post("/networks", Map.of("name", "Plant!")), 422, "role=\"alert\"");
    String path = "/networks/" + plant.network;
    assertSays(
        done(
            plant.owner.post(
                path + "/sites",
                Map.of(
                    "name",
                    "north",
                    "gateway",
                    plant.hall.id,
                    "prefixes",
                    "192.168.7.0/24",
                    "hosts",
                    "plc1 192.168.7.20"))),
        200,
        "north",
        "plc1 192.168.7.20");
    assertSays(
        plant.owner.post(path + "/sites", Map.of("name", "west", "hosts", "plc2 10.0.0.1")),
        422,
        "must be an address in the site");
    assertSays(plant.owner.get("/"), 200, "north");
    assertSays(plant.owner.get("/topology"), 200, "\"kind\":\"site\"", "\"kind\":\"up\"");
    assertSays(plant.owner.post(path + "/delete", Map.of()), 409, "devices still");
  }

  @Test
  void showsWhoDidWhat() {
    assertSays(
        plant.owner.get("/audit"), 200, "setup-key.create", "policy.change", "entries intact");
    HttpResponse<String> found = plant.owner.get("/audit?q=policy.change");
    assertSays(found, 200, "policy.change");
    assertFalse(found.body().contains("setup-key.create"));
    HttpResponse<String> export = plant.owner.get("/audit/export");
    assertSays(export, 200, "\"action\":\"policy.change\"");
    assertEquals(
        "attachment; filename=\"audit.jsonl\"",
        export.headers().firstValue("Content-Disposition").orElse(""));
  }

  @Test
  void showsNoButtonsToThoseWhoOnlyLook() {
    site.addUser(Role.VIEWER);
    site.addUser(Role.AUDITOR);
    for (Role role : List.of(Role.VIEWER, Role.AUDITOR)) {
      Visit visit = site.signedIn(role);
      for (String path :
          List.of("/", "/devices", hall(), "/policy", "/networks", "/networks/" + plant.network)) {
        HttpResponse<String> page = visit.get(path);
        assertEquals(200, page.statusCode(), path);
        String forms = page.body().replace("method=\"post\" action=\"/sign-out\"", "");
        assertFalse(forms.contains("method=\"post\""), role + " gets a form on " + path);
      }
    }
    Visit auditor = site.signedIn(Role.AUDITOR);
    String form = auditor.get(hall() + "/configuration/io.omniedge.transport").body();
    assertFalse(form.contains(">Apply<"), form);
    assertEquals(403, site.signedIn(Role.VIEWER).get("/setup-keys").statusCode());
    assertEquals(403, site.signedIn(Role.VIEWER).get(hall() + "/history").statusCode());
  }

  @Test
  void tellsNothingOfAnotherTenant() {
    String other = site.addTenant("t-other", "Other");
    String _ = site.addUser(other, Role.OWNER, "stranger");
    Visit stranger = site.visit();
    assertEquals(
        303,
        stranger
            .post(
                "/sign-in",
                Map.of("tenant", "Other", "name", "stranger", "password", Site.PASSWORD))
            .statusCode());
    HttpResponse<String> _ = stranger.get("/account");
    for (String path : List.of("/", "/devices", "/approvals", "/networks", "/audit", "/policy")) {
      HttpResponse<String> page = stranger.get(path);
      assertEquals(200, page.statusCode(), path);
      assertFalse(page.body().contains("hall-1"), path);
    }
    assertEquals(404, stranger.get(hall()).statusCode());
    assertEquals(404, stranger.get("/policy?network=" + plant.network).statusCode());
    assertEquals(404, stranger.post(hall() + "/revoke", Map.of()).statusCode());
  }

  @Test
  void showsHostileTextAsText() {
    for (String text : HOSTILE) {
      String key = plant.setupKey(Map.of("name", text.substring(0, Math.min(100, text.length()))));
      QuietDevice device =
          plant.device(key, "odd", text.substring(0, Math.min(100, text.length()))).says(text);
      assertUnharmed(plant.owner.get("/setup-keys"));
      assertUnharmed(plant.owner.get("/approvals"));
      HttpResponse<String> _ =
          plant.owner.post(
              "/devices/" + device.id + "/change",
              Map.of("name", "odd", "description", text, "tags", text));
      HttpResponse<String> _ =
          plant.owner.post(
              "/devices/" + device.id + "/change", Map.of("name", "odd", "description", text));
      assertUnharmed(plant.owner.get("/devices/" + device.id));
      assertUnharmed(plant.owner.get("/devices?q=" + View.encoded(text)));
      assertUnharmed(
          plant.owner.post("/devices/" + device.id + "/quarantine", Map.of("reason", text)));
      assertUnharmed(
          plant.owner.post("/policy", Map.of("document", text, "revision", "2", "do", "check")));
      assertUnharmed(
          plant.owner.post(
              "/networks/" + plant.network + "/sites",
              Map.of("name", text, "prefixes", text, "hosts", text)));
      assertUnharmed(
          plant.owner.get("/policy/why?from=" + View.encoded(text) + "&to=" + View.encoded(text)));
      assertUnharmed(plant.owner.get("/audit?q=" + View.encoded(text)));
      assertUnharmed(
          plant.owner.get("/devices/" + device.id + "/configuration/" + View.encoded(text)));
      assertEquals(
          303, plant.owner.post("/devices/" + device.id + "/delete", Map.of()).statusCode());
    }
    assertSays(plant.owner.get("/devices"), 200, "hall-1");
  }

  private static void assertUnharmed(HttpResponse<String> page) {
    assertTrue(page.statusCode() < 500, page.statusCode() + " " + page.uri());
    assertFalse(page.body().contains("<script>alert"), page.uri().toString());
    assertFalse(page.body().contains("<img src=x"), page.uri().toString());
  }
}
