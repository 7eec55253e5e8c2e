package io.omniedge.manager.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import io.omniedge.manager.plugin.PluginFile;
import io.omniedge.protocol.sign.SigningKey;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person uploads a plugin in Debian's chromium and installs it. */
@Tag("browser")
class PluginBrowserTest {
  @TempDir Path folder;

  private static void press(Page page, String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
        .click();
  }

  private static void upload(Page page, byte[] file) {
    page.setInputFiles("input[type=file]", new FilePayload("hook.wasm", "application/wasm", file));
    press(page, "Upload");
  }

  private static void assertAccessible(Page page) {
    assertEquals(
        List.of(),
        new AxeBuilder(page)
            .analyze().getViolations().stream()
                .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                .map(rule -> rule.getId() + ": " + rule.getNodes().getFirst().getHtml())
                .toList(),
        page.url());
  }

  @Test
  void personTrustsAKeyUploadsAPluginAndInstallsIt() {
    SigningKey signer = SigningKey.generate();
    try (Site site = Site.open(folder, InstantSource.system());
        Chromium chromium = Chromium.launch();
        BrowserContext context = chromium.context("https://localhost:" + site.port)) {
      Plant plant = new Plant(site);
      plant.hall.sendsForms(PluginPagesTest.FORMS);
      Page page = chromium.page(context);
      page.navigate("/plugins");
      page.getByLabel("User name").fill("owner");
      page.getByLabel("Password").fill(Site.PASSWORD);
      press(page, "Sign in");
      assertThat(page.locator("h1")).hasText("Plugins");
      assertAccessible(page);

      upload(page, PluginFile.signed(signer, "com.acme.hook", "1.0.0"));
      assertThat(page.locator("[role=alert]")).containsText("no trusted key signed these bytes");
      assertTrue(chromium.complaints().toString().contains("422"), "the browser tells of refusals");

      page.getByLabel("Name").fill("acme");
      page.getByLabel("Public key").fill(signer.verifyKey().toString());
      press(page, "Trust it");
      assertThat(page.locator("p.message")).hasText("Plugins signed by acme are taken.");
      upload(page, PluginFile.signed(signer, "com.acme.hook", "1.0.0"));
      assertThat(page.locator("h1")).hasText("Line hooks");
      assertAccessible(page);
      page.getByLabel("Where").selectOption("device " + plant.hall.id);
      press(page, "Install");
      assertThat(page.locator("p.message")).hasText("com.acme.hook is wanted on 1 device.");
      assertThat(page.locator("#devices")).containsText("awaited");
      chromium.screenshot(page, "manager-plugin");
      page.navigate("/plugins");
      chromium.screenshot(page, "manager-plugins");
      assertEquals(List.of(), chromium.complaints(), "what the browser complained of");
    }
  }
}
