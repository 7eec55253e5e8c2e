package io.omniedge.itests.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.Ping;
import io.omniedge.itests.lab.Program;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** From a gateway nobody has touched to a tunnel with traffic, by mouse and keyboard. */
@Tag("netns")
class WebPageTest {
  private static final String PASSWORD = "copper kettle morning 7";

  @BeforeEach
  void needsOurs() {
    GatewayProcess.needsOurs("has a web page");
  }

  private static Locator field(Page page, String label) {
    return page.getByLabel(label, new Page.GetByLabelOptions().setExact(false)).first();
  }

  private static void press(Page page, String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
        .click();
  }

  private static void follow(Page page, String link) {
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(link)).first().click();
  }

  private static void setUp(Site site, Page page) {
    page.navigate(Site.URL + "/");
    field(page, "Setup code").fill(site.setupCode());
    page.locator("input[name=password]").fill(PASSWORD);
    page.locator("input[name=again]").fill(PASSWORD);
    press(page, "Set up");
    assertThat(page.locator("h1")).hasText("Tunnels");
  }

  @Test
  void bringsUpATunnelByHand() {
    try (Site site = Site.open("by-hand");
        Browser browser = Browser.open(site.desk())) {
      Page page = browser.page();

      // Nobody's gateway is not the first visitor's.
      page.navigate(Site.URL + "/tunnels");
      assertThat(page).hasURL(Site.URL + "/setup");
      field(page, "Setup code").fill("AAAA-AAAA");
      page.locator("input[name=password]").fill(PASSWORD);
      page.locator("input[name=again]").fill(PASSWORD);
      press(page, "Set up");
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("not the code");
      browser.screenshot("setup");
      assertEquals(1, browser.complaints().size(), "the refusal, and nothing else");
      setUp(site, page);

      follow(page, "New tunnel");
      field(page, "Name").fill("plant");
      field(page, "Addresses").fill("10.77.0.1/24");
      field(page, "Listen port").fill("70000");
      press(page, "Create");
      assertThat(page.locator(".wrong .complaint")).containsText("65535");
      assertThat(field(page, "Addresses")).hasValue("10.77.0.1/24");
      browser.screenshot("wrong-value");
      field(page, "Listen port").fill("" + Site.PORT);
      press(page, "Create");
      assertThat(page.getByRole(AriaRole.STATUS)).containsText("\"plant\" is made");

      follow(page, "Tunnels");
      assertThat(page.locator(".pill").first()).hasText("up");
      follow(page, "plant");
      String key = page.locator(".key code").first().textContent();
      site.other()
          .wg()
          .set("peer", key, "allowed-ips", "10.77.0.1/32", "endpoint", Site.GATEWAY_WAN + ":51820");

      // What only the component can know is wrong: it says so on the page.
      follow(page, "New peer");
      field(page, "Name").fill("plant-b");
      assertThat(page.locator("select[name='Tunnel.target']")).hasValue("(kura.service.pid=plant)");
      field(page, "Public key").fill("not a key");
      field(page, "Allowed IPs").fill(Site.OTHER_INNER + "/32");
      field(page, "Endpoint").fill("203.0.113.2:51820");
      field(page, "Persistent keepalive").fill("1");
      press(page, "Create");
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("PublicKey");
      field(page, "Public key").fill(site.otherKey());
      press(page, "Apply");
      assertThat(page.getByRole(AriaRole.ALERT)).hasCount(0);

      page.navigate(Site.URL + "/tunnels/plant");
      assertThat(page.locator(".peer .pill")).hasText("online");
      Ping.awaitAnswer(site.gateway(), Site.OTHER_INNER);
      Ping.withoutLoss(site.gateway(), Site.OTHER_INNER, 200, 1300);
      Program pings = Ping.stream(site.gateway(), Site.OTHER_INNER);
      Pattern points = Pattern.compile("([0-9.]+,[0-9.]+ ?){6,}");
      assertThat(page.locator(".peer polyline.rx"))
          .hasAttribute(
              "points", points, new LocatorAssertions.HasAttributeOptions().setTimeout(30_000));
      assertThat(page.locator(".peer polyline.age")).hasAttribute("points", points);
      assertThat(page.locator(".peer dl")).containsText("10.77.0.2/32");
      browser.screenshot("tunnel");
      page.setViewportSize(Browser.PHONE_WIDTH, Browser.PHONE_HEIGHT);
      browser.screenshot("tunnel-phone");
      page.setViewportSize(Browser.DESK_WIDTH, Browser.DESK_HEIGHT);
      assertEquals(0, Ping.lostOf(pings));
      page.navigate(Site.URL + "/");
      assertThat(page.locator(".tunnel dl")).containsText("1 of 1 online");
      browser.screenshot("tunnels");

      // It survives a restart; signing in does not.
      page.navigate(Site.URL + "/tunnels/plant");
      site.restart();
      assertThat(page).hasURL(Pattern.compile(".*/sign-in[?]next=.*plant"));
      field(page, "User name").fill("admin");
      page.locator("input[name=password]").fill(PASSWORD);
      press(page, "Sign in");
      assertThat(page).hasURL(Site.URL + "/tunnels/plant");
      Ping.awaitAnswer(site.gateway(), Site.OTHER_INNER);
      assertThat(page.locator(".peer .pill")).hasText("online");

      follow(page, "Configure");
      page.locator("details.danger summary").click();
      press(page, "Delete plant");
      assertThat(page.getByRole(AriaRole.STATUS)).containsText("is deleted");
      Eventually.holds(
          "the interface is gone",
          () -> !site.gateway().run("ip", "-brief", "link").contains("omni0"));

      follow(page, "Snapshots");
      page.locator("form button:has-text('Restore')").first().click();
      assertThat(page.getByRole(AriaRole.STATUS)).containsText("in force again");
      Ping.awaitAnswer(site.gateway(), Site.OTHER_INNER);
    }
  }

  @Test
  void everyPageIsWholeOnADeskAndOnAPhone() {
    try (Site site = Site.open("pages");
        Browser browser = Browser.open(site.desk())) {
      Page page = browser.page();
      setUp(site, page);
      for (String path :
          List.of(
              "/",
              "/configuration",
              "/snapshots",
              "/health",
              "/logs",
              "/bundles",
              "/users",
              "/configuration/of/io.omniedge.tun.Devices",
              "/configuration/new/io.omniedge.transport.Peer")) {
        for (boolean phone : new boolean[] {false, true}) {
          page.setViewportSize(
              phone ? Browser.PHONE_WIDTH : Browser.DESK_WIDTH,
              phone ? Browser.PHONE_HEIGHT : Browser.DESK_HEIGHT);
          assertEquals(200, page.navigate(Site.URL + path).status(), path);
          assertThat(page.locator("h1")).hasCount(1);
          Object overflow =
              page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
          assertTrue(((Number) overflow).intValue() <= 0, path + " is wider than the window");
          String name = path.replaceAll(".*[/.]", "");
          browser.screenshot("page-" + (name.isEmpty() ? "first" : name) + (phone ? "-phone" : ""));
        }
      }
      assertEquals(List.of(), browser.complaints());
      page.navigate(Site.URL + "/health");
      assertThat(page.locator(".pill.bad")).hasCount(0);
      assertFalse(site.runtime().output().contains("ERROR"), site.runtime().output());
    }
  }
}
