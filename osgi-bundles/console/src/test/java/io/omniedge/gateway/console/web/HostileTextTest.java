package io.omniedge.gateway.console.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.api.LogLine;
import io.omniedge.gateway.api.PeerSnapshot;
import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.gateway.api.TunnelState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, problems and log lines that are markup: in text, in attributes and in addresses. */
class HostileTextTest {
  private static final String QUOTED = "\"[^\"]*\"|'[^']*'";

  /** As a browser reads one: what is quoted is a value, whatever stands in it. */
  private static final Pattern TAG = Pattern.compile("<[A-Za-z](?:[^>\"']|" + QUOTED + ")*>");

  @TempDir Path folder;
  private Desk desk;

  @BeforeEach
  void open() throws Exception {
    desk = new Desk(folder).withUsers();
  }

  private static TunnelSnapshot tunnel(String text) {
    PeerSnapshot peer =
        new PeerSnapshot(
            text,
            text,
            Optional.of(text),
            List.of(text),
            Optional.of(Instant.EPOCH),
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            0);
    return new TunnelSnapshot(
        text,
        text,
        TunnelState.FAILED,
        List.of(text),
        Optional.of(text),
        -1,
        Map.of(text, text),
        List.of(peer));
  }

  private String page(String path) {
    Visit visit = Visit.get(path).cookie(desk.administrator()).at(desk.page);
    assertEquals(200, visit.status(), path);
    return visit.text();
  }

  private static void isHarmless(String page, String text) {
    assertFalse(text.indexOf('<') >= 0 && page.contains(text), page);
    assertFalse(page.contains("<script>"), page);
    for (Matcher tags = TAG.matcher(page); tags.find(); ) {
      assertFalse(tags.group().replaceAll(QUOTED, "").contains("onerror"), tags.group());
    }
    assertFalse(page.matches("(?is).*(href|action|hx-get)=\"\\s*javascript:.*"), page);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onerror='alert(1)",
        "\" onerror=\"alert(1)",
        "</textarea></title><script>alert(1)</script>"
      })
  void isShownAndNotObeyed(String text) {
    desk.gateway.tunnels = List.of(tunnel(text));
    desk.gateway.log = List.of(new LogLine(Instant.EPOCH, text, text, text));
    desk.gateway.modules = List.of(new Gateway.Module(text, text, text, text, true));
    desk.gateway.checks = List.of(new Gateway.Check(text, text, text));
    desk.gateway.problems = List.of(text);
    desk.gateway.name = text;
    desk.gateway.components.put(
        text,
        Map.of("label", text, "felix.fileinstall.filename", text, "service.factoryPid", text));
    String encoded = Exchange.encoded(text);
    for (String path :
        List.of(
            "/",
            "/logs",
            "/bundles",
            "/health",
            "/configuration",
            "/configuration/new/" + FakeGateway.PUMP + "?label=" + encoded + "&speed=" + encoded)) {
      isHarmless(page(path), text);
    }
    if (text.indexOf('/') < 0) {
      isHarmless(page("/tunnels/" + encoded), text);
      isHarmless(page("/configuration/of/" + encoded), text);
    }
    isHarmless(Visit.get("/sign-in?name=" + encoded).at(desk.page).text(), text);
    Visit missing = Visit.get("/tunnels/nothing" + encoded).cookie(desk.viewer()).at(desk.page);
    assertEquals(404, missing.status());
    isHarmless(missing.text(), text);
  }

  @Test
  void aNameIsNoAddress() {
    desk.gateway.tunnels = List.of(tunnel("javascript:alert(1)"), tunnel("//evil.example/a?b#c"));
    String page = page("/");
    assertTrue(page.contains("href=\"/tunnels/javascript%3Aalert%281%29\""), page);
    assertTrue(page.contains("href=\"/tunnels/%2F%2Fevil.example%2Fa%3Fb%23c\""), page);
  }

  @Test
  void whatIsRefusedIsHarmlessToo() {
    String text = "\"><script>alert(1)</script>";
    String token = desk.administrator();
    String pump = FakeGateway.PUMP;
    Visit update =
        desk.form(token, "/configuration/of/" + pump).with("speed", text).with("label", text);
    assertEquals(422, update.at(desk.page).status());
    isHarmless(update.text(), text);
    Visit create =
        desk.form(token, "/configuration/new/" + pump).with("instance", text).with("label", text);
    assertEquals(422, create.at(desk.page).status());
    isHarmless(create.text(), text);
    Visit user =
        desk.form(token, "/users/delete").with("name", text).with("password", Desk.PASSWORD);
    assertEquals(422, user.at(desk.page).status());
    isHarmless(user.text(), text);
    Visit snapshot = desk.form(token, "/snapshots").with("id", text);
    assertEquals(404, snapshot.at(desk.page).status());
    isHarmless(snapshot.text(), text);
    Visit deleted =
        desk.form(token, "/configuration/of/" + Exchange.encoded(text.replace("/", "")));
    deleted.at(desk.page);
    isHarmless(page("/configuration"), text);
  }

  @Test
  void anAddressInAHeaderHasNoSecondLine() {
    String token = desk.administrator();
    Visit visit =
        desk.form(token, "/configuration/of/" + Exchange.encoded("a\r\nSet-Cookie: b") + "/delete");
    visit.at(desk.page);
    assertEquals("/configuration", visit.answer("Location"));
    isHarmless(page("/configuration"), "Set-Cookie: b<");
  }

  @Test
  void storedPasswordsAreInNoPage() {
    String pump = FakeGateway.PUMP;
    assertFalse(page("/configuration/of/" + pump).contains("hunter2"));
    Visit visit =
        desk.form(desk.administrator(), "/configuration/of/" + pump)
            .with("speed", "x")
            .with("secret", "hunter3hunter3");
    assertEquals(422, visit.at(desk.page).status());
    assertFalse(visit.text().contains("hunter"));
    assertFalse(page("/configuration/new/" + pump + "?secret=hunter4").contains("hunter4"));
  }

  @Test
  void aDescriptionThatIsNotThereIsNotTheWordNull() {
    assertFalse(page("/configuration").contains("null"));
    assertFalse(page("/configuration/of/" + FakeGateway.PUMP).contains("null"));
  }
}
