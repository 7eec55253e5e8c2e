package io.omniedge.manager.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The forms of a device's components after refusals, by hand and with passwords. */
class ConfigurationPagesTest {
  private static final String PID = "io.omniedge.transport";

  @TempDir Path folder;
  private Site site;
  private Plant plant;
  private String form = "";
  private String history = "";

  @BeforeEach
  void open() {
    site = Site.open(folder, new TestClock());
    plant = new Plant(site);
    form = "/devices/" + plant.hall.id + "/configuration/" + PID;
    history = "/devices/" + plant.hall.id + "/history";
  }

  @AfterEach
  void close() {
    site.close();
  }

  private static Map<String, String> sent(long revision, String... more) {
    Map<String, String> sent =
        new HashMap<>(
            Map.of(
                "revision", "" + revision,
                "p.mtu", "1420",
                "p.keepalive", "true",
                "p.mode", "auto",
                "p.names", "",
                "p.secret", ""));
    for (int i = 0; i < more.length; i += 2) {
      sent.put(more[i], more[i + 1]);
    }
    return sent;
  }

  private String done(HttpResponse<String> answer) {
    assertEquals(303, answer.statusCode(), answer.body());
    return plant.owner.get(Visit.location(answer)).body();
  }

  private static void assertSays(String page, String words) {
    assertTrue(page.contains(words), words + " is not in " + page);
  }

  /** Of the newest revision in the history. */
  private String newest() {
    String page = plant.owner.get(history).body();
    int begin = page.indexOf("<article");
    return page.substring(begin, page.indexOf("</article>", begin));
  }

  @Test
  void buildsTheNextChangeOnWhatTheDeviceTook() {
    assertSays(done(plant.owner.post(form, sent(0, "p.mtu", "9000"))), "value=\"9000\"");
    plant.hall.reports(Plant.reported(2, 1420, "refused", "too large for this line"));
    String page = plant.owner.get(form).body();
    assertSays(page, "value=\"1420\"");
    assertSays(page, "too large for this line");
    assertFalse(page.contains("not as wanted"), page);
    String refused = newest();
    assertSays(refused, "<span class=\"pill bad\">refused</span>");
    assertSays(refused, PID + ".mtu: too large for this line");

    done(plant.owner.post(form, sent(2, "p.names", "192.0.2.53")));
    String next = newest();
    assertSays(next, "<span class=\"pill warn\">pending</span>");
    assertSays(next, "192.0.2.53");
    assertFalse(next.contains("9000"), next);
    String all = plant.owner.get(history).body();
    assertSays(all, "Back to revision 1");
    assertFalse(all.contains("Back to revision 2"), "it was refused");
  }

  @Test
  void undoesTheLastChangeThatWasTaken() {
    done(plant.owner.post(form, sent(0, "p.mtu", "1300")));
    plant.hall.reports(Plant.reported(2, 1300, "applied", ""));
    done(plant.owner.post(form, sent(2, "p.mtu", "1300", "p.names", "192.0.2.53")));
    plant.hall.reports(Plant.reported(4, 1300, "reverted", ""));
    String page = plant.owner.get(history).body();
    assertSays(page, "aria-label=\"Back to revision 1\">Undo: back to this");
    assertSays(page, "<span class=\"pill bad\">reverted</span>");
  }

  @Test
  void clearsAPassword() {
    assertSays(plant.owner.get(form).body(), "Clear the stored Relay password");
    assertSays(
        plant.owner.post(form, sent(0, "p.secret", "new", "clear.secret", "true")).body(),
        "Either enter another one or clear it.");
    String page = done(plant.owner.post(form, sent(0, "clear.secret", "true")));
    assertFalse(page.contains("stored; leave empty"), page);
    assertFalse(page.contains("Clear the stored"), page);
    assertSays(newest(), "<dt>secret</dt><dd><code>not set</code>");
    assertSays(
        plant.owner.post("/devices/" + plant.hall.id + "/rollback", Map.of("revision", "1")).body(),
        "had another password then");
  }

  @Test
  void aTextFromAFileThatIsTheSameIsNoChange() {
    plant.hall.reports(
        Plant.reported(0, 1420, "none", "").replace("1420", "'1420'").replace("true", "'true'"));
    assertSays(done(plant.owner.post(form, sent(0))), "Nothing is different.");
    done(plant.owner.post(form, sent(0, "p.mtu", "1300")));
    assertSays(newest(), "<dt>mtu</dt><dd><code>1300</code>");
  }

  @Test
  void saysBesideThePropertyWhatIsWrongWithIt() {
    HttpResponse<String> answer = plant.owner.post(form, sent(0, "p.mode", "fast"));
    assertEquals(422, answer.statusCode());
    assertSays(answer.body(), "it must be one of auto, relay</bdi></p>");
    assertSays(answer.body(), "A value is wrong; nothing was changed.");
  }
}
