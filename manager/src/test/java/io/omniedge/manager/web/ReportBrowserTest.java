package io.omniedge.manager.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines and a report of one in Debian's chromium: on a desk, a phone and paper. */
@Tag("browser")
class ReportBrowserTest {
  @TempDir Path folder;

  private static void press(Page page, String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
        .click();
  }

  private static void signIn(Page page) {
    page.navigate("/machines");
    page.getByLabel("User name").fill("owner");
    page.getByLabel("Password").fill(Site.PASSWORD);
    press(page, "Sign in");
    assertThat(page.locator("h1")).hasText("Machines");
  }

  private static void assertAccessible(Page page) {
    for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      assertEquals(
          List.of(),
          new AxeBuilder(page)
              .analyze().getViolations().stream()
                  .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                  .map(rule -> rule.getId() + ": " + rule.getNodes().getFirst().getHtml())
                  .toList(),
          page.url() + " in " + scheme);
    }
  }

  private static void assertFits(Page page) {
    assertEquals(
        Chromium.PHONE_WIDTH,
        page.evaluate("document.documentElement.scrollWidth"),
        page.url() + " on a phone");
  }

  @Test
  void showsMachinesAndAReportOnADeskAPhoneAndPaper() {
    try (Site site = Site.open(folder, InstantSource.system());
        Chromium chromium = Chromium.launch()) {
      Plant plant = new Plant(site);
      long now = site.clock.millis();
      plant.hall.reports(site.database, 1, now - 60_000, SampleReport.full(now - 60_000));
      String url = "https://localhost:" + site.port;
      try (BrowserContext context = chromium.context(url)) {
        Page page = chromium.page(context);
        signIn(page);
        assertAccessible(page);
        chromium.picture(page, "manager-machines");
        page.locator("tbody th a").click();
        assertThat(page.locator("h1")).containsText("pump-7");
        assertAccessible(page);
        press(page, "Acknowledge bearing");
        assertThat(page.locator("p.message")).hasText("\"bearing\" is acknowledged.");
        chromium.picture(page, "manager-machine");
        page.locator("tbody th a").click();
        assertThat(page.locator(".plot")).hasCount(4);
        assertThat(page.locator("text.inner").first()).hasText("BPFI");
        assertAccessible(page);
        chromium.picture(page, "manager-report");
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        chromium.screenshot(page, "manager-report-dark");
        page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
        chromium.screenshot(page, "manager-report-print");
        String overlap = String.valueOf(page.evaluate(OVERLAPS));
        assertEquals("", overlap, "labels that lie on each other");
      }
      try (BrowserContext context = chromium.phone(url)) {
        Page page = chromium.page(context);
        signIn(page);
        assertFits(page);
        page.locator("tbody th a").click();
        assertThat(page.locator("h1")).containsText("pump-7");
        assertFits(page);
        page.locator("tbody th a").first().click();
        assertThat(page.locator(".plot")).hasCount(4);
        assertFits(page);
        chromium.screenshot(page, "phone-report");
      }
      assertEquals(List.of(), chromium.complaints(), "what the browser complained of");
    }
  }

  private static final String OVERLAPS =
      "() => [...document.querySelectorAll('.plot svg')].flatMap(svg => {"
          + " const boxes = [...svg.querySelectorAll('text')]"
          + "   .map(t => [t.textContent, t.getBoundingClientRect()]);"
          + " return boxes.flatMap(([a, p], i) => boxes.slice(i + 1)"
          + "   .filter(([b, q]) => p.left < q.right - 1 && q.left < p.right - 1"
          + "     && p.top < q.bottom - 2 && q.top < p.bottom - 2)"
          + "   .map(([b]) => a + ' / ' + b)); }).join(', ')";
}
