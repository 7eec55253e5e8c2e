package io.omniedge.manager.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main ways of an operator in Debian's chromium, with axe-core's findings and pictures. */
@Tag("browser")
class FleetBrowserTest {
  /** How often a page asks anew. */
  private static final double REFRESH_MILLIS = 5_000;

  private static Chromium chromium;

  @TempDir Path folder;
  private Site site;
  private Plant plant;
  private BrowserContext context;
  private Page page;

  @BeforeAll
  static void launch() {
    chromium = Chromium.launch();
  }

  @AfterAll
  static void end() {
    chromium.close();
  }

  @BeforeEach
  void open() {
    site = Site.open(folder, InstantSource.system());
    plant = new Plant(site);
    context = chromium.context("https://localhost:" + site.port);
    page = chromium.page(context);
    signIn();
  }

  @AfterEach
  void close() {
    context.close();
    site.close();
    assertEquals(List.of(), chromium.complaints(), "what the browser complained of");
  }

  private void signIn() {
    page.navigate("/");
    page.getByLabel("User name").fill("owner");
    page.getByLabel("Password").fill(Site.PASSWORD);
    press("Sign in");
    assertThat(page.locator("h1")).hasText("Overview");
  }

  private void press(String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
        .click();
  }

  private void follow(String link) {
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(link).setExact(true))
        .first()
        .click();
  }

  private Locator message() {
    return page.locator("p.message");
  }

  /** Neither serious nor critical findings, in light and in dark. */
  private void assertAccessible() {
    for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      List<Rule> violations = new AxeBuilder(page).analyze().getViolations();
      assertEquals(
          List.of(),
          violations.stream()
              .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
              .map(rule -> rule.getId() + ": " + rule.getNodes().getFirst().getHtml())
              .toList(),
          page.url() + " in " + scheme);
    }
  }

  @Test
  void drawsTheNetworkAndListsItWithoutThePicture() {
    String made =
        plant
            .owner
            .post(
                "/networks/" + plant.network + "/sites",
                Map.of(
                    "name", "north-hall",
                    "gateway", plant.hall.id,
                    "prefixes", "192.168.7.0/24",
                    "hosts", "plc1 192.168.7.20"))
            .body();
    assertEquals("", made);
    page.reload();
    assertThat(page.locator("#topology canvas")).isVisible();
    assertThat(page.locator("#connections")).containsText("press-7");
    assertThat(page.locator("#connections")).containsText("north-hall");
    assertAccessible();
    chromium.picture(page, "manager-overview");
  }

  @Test
  void approvesADevice() {
    follow("Approvals");
    assertThat(page.locator("article h2")).hasText("packer-3");
    assertAccessible();
    chromium.picture(page, "manager-approvals");
    page.getByLabel("Tags").fill("line packing");
    page.getByLabel("192.168.7.0/24").check();
    press("Approve packer-3");
    assertThat(message()).hasText("\"packer-3\" is a member now.");
    assertThat(page.locator("main")).containsText("Nobody waits");
    follow("Devices");
    assertThat(page.locator("table")).containsText("packing");
    assertAccessible();
    chromium.screenshot(page, "manager-devices");
    follow("hall-1");
    assertThat(page.locator("h1")).hasText("hall-1");
    assertThat(page.locator("main")).containsText("198.51.100.7:51820");
    assertAccessible();
    chromium.picture(page, "manager-device");
  }

  @Test
  void makesASetupKeyAndSeesItsTextOnce() {
    follow("Setup keys");
    assertAccessible();
    page.getByLabel("Name").fill("line 4");
    page.getByLabel("Tags").fill("line-4");
    press("Make the key");
    assertThat(page.locator("svg.qr")).isVisible();
    assertThat(page.locator(".key code")).containsText("omniedge://");
    assertAccessible();
    chromium.picture(page, "manager-setup-key");
    follow("Done");
    assertThat(page.locator("table")).containsText("line 4");
    page.onceDialog(dialog -> dialog.accept());
    press("Revoke line 4");
    assertThat(message()).hasText("\"line 4\" lets nobody in any more.");
    chromium.screenshot(page, "manager-setup-keys");
  }

  @Test
  void editsThePolicyWithTestsAndDiff() {
    follow("Policy");
    Locator text = page.getByLabel("Policy document");
    text.fill(
        """
        {
          "rules": [
            {"id": "modbus", "from": ["device:hall-1"], "to": ["device:press-7"],
             "protocol": "tcp", "ports": [502]}
          ],
          "tests": [
            {"from": "device:press-7", "to": "device:hall-1",
             "protocol": "tcp", "port": 502, "expect": "allow"}
          ]
        }
        """);
    press("Check");
    assertThat(page.locator("li.failed")).containsText("tests[0]");
    assertThat(page.locator("button[value=apply]")).hasCount(0);
    assertAccessible();
    chromium.picture(page, "manager-policy-failed");
    text.fill(text.inputValue().replace("\"allow\"}", "\"deny\"}"));
    press("Check");
    assertThat(page.locator("li.passed")).hasCount(1);
    assertThat(page.locator("li.lost").first()).isVisible();
    chromium.screenshot(page, "manager-policy");
    press("Apply");
    assertThat(message()).hasText("Revision 2 is in force.");
    follow("May A reach B?");
    page.getByLabel("From").fill("hall-1");
    page.getByLabel("To", new Page.GetByLabelOptions().setExact(false)).last().fill("press-7");
    press("Ask");
    assertAccessible();
    chromium.screenshot(page, "manager-why");
  }

  @Test
  void changesAValueAndUndoesIt() {
    page.navigate("/devices/" + plant.hall.id + "/configuration");
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Tunnel")).click();
    page.getByLabel("MTU").fill("100");
    press("Apply");
    assertThat(page.locator(".complaint")).hasText("It must be 1280 to 9000.");
    assertAccessible();
    assertEquals(1, chromium.complaints().size(), "that the form was refused");
    page.getByLabel("MTU").fill("1300");
    page.getByLabel("Note").fill("tunnel in tunnel");
    press("Apply");
    assertThat(message()).hasText("Revision 2 is on its way.");
    chromium.picture(page, "manager-configuration");
    plant.hall.reports(Plant.reported(2, 1300, "applied", ""));
    assertThat(page.locator("#outcome"))
        .containsText(
            "Revision 2 is in force.",
            new LocatorAssertions.ContainsTextOptions().setTimeout(3 * REFRESH_MILLIS));
    page.navigate("/devices/" + plant.hall.id + "/history");
    assertAccessible();
    chromium.screenshot(page, "manager-history");
    press("Back to revision 1");
    assertThat(message()).hasText("Revision 3 wants what was wanted then.");
    page.navigate("/devices/" + plant.hall.id + "/configuration/io.omniedge.transport");
    assertThat(page.getByLabel("MTU")).hasValue("1420");
  }

  @Test
  void worksWithoutScripts() {
    context.close();
    context = chromium.withoutScripts("https://localhost:" + site.port);
    page = chromium.page(context);
    signIn();
    assertThat(page.locator("figure.topology")).isHidden();
    assertThat(page.locator("#connections")).containsText("press-7");
    follow("Approvals");
    press("Approve packer-3");
    assertThat(message()).hasText("\"packer-3\" is a member now.");
    page.navigate("/devices/" + plant.hall.id);
    press("Ping");
    assertThat(page.locator("#commands")).containsText("ping");
    follow("Policy");
    press("Check");
    press("Apply");
    assertThat(message()).hasText("Revision 2 is in force.");
  }

  @Test
  void showsTheOtherPages() {
    for (String path : List.of("/networks", "/networks/" + plant.network, "/audit")) {
      page.navigate(path);
      assertAccessible();
      chromium.screenshot(page, "manager-" + path.split("/", -1)[1] + (path.length() > 12 ? 2 : 1));
    }
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    page.navigate("/devices/" + plant.press.id);
    chromium.screenshot(page, "manager-device-dark");
  }

  @Test
  void drawsEveryNodeWithinThePictureOnAPhone() {
    String key = plant.setupKey(Map.of("name", "many", "maxUses", "0", "autoApprove", "true"));
    for (int i = 0; i < 20; i++) {
      QuietDevice _ = plant.device(key, "robot-" + i, "");
    }
    context.close();
    context = chromium.phone("https://localhost:" + site.port);
    page = chromium.page(context);
    signIn();
    assertThat(page.locator("#topology canvas")).isVisible();
    page.waitForFunction(
        "() => echarts.getInstanceByDom(document.getElementById('topology')).getOption()"
            + ".series?.[0]?.layout === 'none'");
    Object outside =
        page.evaluate(
            "() => { const chart = echarts.getInstanceByDom(document.getElementById('topology'));"
                + " const data = chart.getModel().getSeriesByIndex(0).getData();"
                + " const out = [];"
                + " for (let i = 0; i < data.count(); i++) {"
                + "  const [x, y] = chart.convertToPixel({seriesIndex: 0}, data.getItemLayout(i));"
                + "  if (!(x >= 15 && x <= chart.getWidth() - 15"
                + "      && y >= 15 && y <= chart.getHeight() - 30))"
                + "   out.push(data.getName(i) + ' at ' + x + ' ' + y);"
                + " } return [data.count(), ...out].join('; '); }");
    chromium.screenshot(page, "phone-overview");
    assertEquals("23", outside);
  }

  @Test
  void fitsAPhone() {
    context.close();
    context = chromium.phone("https://localhost:" + site.port);
    page = chromium.page(context);
    signIn();
    String device = "/devices/" + plant.hall.id;
    List<String> wide = new ArrayList<>();
    for (String path :
        List.of(
            "/",
            "/devices",
            device,
            device + "/configuration",
            device + "/configuration/io.omniedge.transport",
            device + "/history",
            "/approvals",
            "/policy",
            "/policy/why",
            "/setup-keys",
            "/api-keys",
            "/networks/" + plant.network,
            "/audit")) {
      page.navigate(path);
      chromium.screenshot(
          page,
          "phone" + path.replaceAll("d-[a-zA-Z0-9]+|n-[a-zA-Z0-9]+", "one").replace('/', '-'));
      Object width = page.evaluate("document.documentElement.scrollWidth");
      if (!Integer.valueOf(Chromium.PHONE_WIDTH).equals(width)) {
        wide.add(path + " is " + width + " wide");
      }
    }
    assertTrue(wide.isEmpty(), String.join("\n", wide));
    page.navigate(device);
    assertAccessible();
    assertThat(page.locator("#pages")).isHidden();
    page.locator("nav.tabs").getByText("History").click();
    assertThat(page.locator("nav.tabs a[aria-current]")).hasText("History");
    page.locator("nav.tabs").getByText("Configuration").click();
    assertThat(page.locator("nav.tabs a[aria-current]")).hasText("Configuration");
  }
}
