package io.omniedge.manager.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.omniedge.manager.access.Role;
import io.omniedge.manager.people.Person;
import io.omniedge.manager.people.oidc.OpenIdSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sign-in by a real Keycloak in a real browser. */
@Tag("slow")
class KeycloakTest {
  @TempDir Path folder;

  @Test
  void letsInWhomKeycloakVouchesFor() throws IOException {
    int port = Site.freePort();
    try (Keycloak keycloak = Keycloak.start(folder, "https://localhost:" + port);
        Site site = Site.open(folder, port, InstantSource.system(), settings(keycloak));
        Chromium chromium = Chromium.launch()) {
      site.addUser(Role.OWNER);
      BrowserContext context = chromium.context("https://localhost:" + port);
      Page page = chromium.page(context);
      page.navigate("/account");
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sign in with Keycloak"))
          .click();
      chromium.screenshot(page, "keycloak");
      page.locator("#username").fill(Keycloak.PERSON);
      page.locator("#password").fill("wrong");
      page.locator("#kc-login").click();
      page.locator("#password").fill(Keycloak.PASSWORD);
      page.locator("#kc-login").click();
      assertThat(page).hasURL("https://localhost:" + port + "/account");
      assertThat(page.locator("main")).containsText("carla · operator");
      chromium.screenshot(page, "account-keycloak");
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign out")).click();
      assertThat(page.locator("h1")).hasText("Sign in");
      // Keycloak knows the browser still: no password, and the same person.
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sign in with Keycloak"))
          .click();
      assertThat(page.locator("h1")).hasText("Overview");
      List<Person> people = site.people().all(site.tenant);
      assertEquals(List.of("carla", "owner"), people.stream().map(Person::name).toList());
      assertEquals("carla@plant.example", people.getFirst().email());
    }
  }

  private static OpenIdSettings settings(Keycloak keycloak) {
    return OpenIdSettings.of(
        "works",
        "Plant",
        "Keycloak",
        keycloak.issuer(),
        Keycloak.CLIENT,
        Optional.of(Keycloak.SECRET),
        Optional.of(Role.OPERATOR),
        List.of("plant.example"));
  }
}
