package io.omniedge.manager.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.omniedge.manager.access.Role;
import io.omniedge.manager.people.password.OneTimeCode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page in Debian's chromium: mouse, keyboard, phone, dark and light, and axe-core's findings.
 */
@Tag("browser")
class BrowserTest {
  private static Chromium chromium;

  @TempDir Path folder;
  private Site site;
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
    site.addUser(Role.OWNER);
    context = chromium.context("https://localhost:" + site.port);
    page = chromium.page(context);
  }

  @AfterEach
  void close() {
    context.close();
    site.close();
    assertEquals(List.of(), chromium.complaints(), "what the browser complained of");
  }

  private void press(String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
        .click();
  }

  private Locator field(String label) {
    return page.getByRole(AriaRole.MAIN)
        .locator("input,select")
        .and(page.getByLabel(label))
        .first();
  }

  private void signIn(String name) {
    page.navigate("/");
    field("User name").fill(name);
    field("Password").fill(Site.PASSWORD);
    press("Sign in");
    assertThat(page.locator("h1")).hasText("Overview");
  }

  /** Neither serious nor critical findings, in light and in dark. */
  private void assertAccessible() {
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
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
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
  }

  private void assertFitsThePhone() {
    Object width = page.evaluate("document.documentElement.scrollWidth");
    assertEquals(Chromium.PHONE_WIDTH, width, page.url() + " is wider than the phone");
  }

  @Test
  void signsInAndInvitesByMouse() {
    page.navigate("/users");
    assertThat(page).hasURL("https://localhost:" + site.port + "/sign-in?next=%2Fusers");
    assertAccessible();
    chromium.screenshot(page, "sign-in");
    field("User name").fill("owner");
    field("Password").fill(Site.PASSWORD);
    press("Sign in");
    assertThat(page.locator("h1")).hasText("Users");

    field("Name").fill("berta");
    field("E-mail").fill("berta@plant.example");
    page.locator("form.narrow select").selectOption("operator");
    press("Invite");
    assertThat(page.locator("h1")).hasText("Invitation for berta");
    String link = page.locator(".key code").textContent();
    assertAccessible();
    chromium.screenshot(page, "invitation-link");
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Done")).click();
    assertThat(page.locator("table")).containsText("invited");

    BrowserContext another = chromium.context("https://localhost:" + site.port);
    Page berta = chromium.page(another);
    berta.navigate(link);
    berta.getByLabel("Password").first().fill("seven green harbours");
    berta.getByLabel("Once more").fill("seven green harbours");
    chromium.screenshot(berta, "invitation");
    berta.getByRole(AriaRole.BUTTON).first().click();
    assertThat(berta.locator("h1")).hasText("Overview");
    assertThat(berta.locator("nav")).not().containsText("Users");

    site.addUser(Role.ADMIN);
    site.addUser(Role.AUDITOR);
    page.reload();
    page.getByLabel("Role of berta", new Page.GetByLabelOptions().setExact(true))
        .selectOption("admin");
    press("Set the role of berta");
    assertThat(page.getByRole(AriaRole.STATUS)).hasText("\"berta\" is admin now.");
    assertAccessible();
    chromium.screenshot(page, "users");
    press("Disable berta");
    berta.reload();
    assertThat(berta.locator("h1")).hasText("Sign in");
    another.close();

    page.onceDialog(dialog -> dialog.dismiss());
    press("Remove berta");
    assertThat(page.locator("table")).containsText("berta");
    page.onceDialog(dialog -> dialog.accept());
    press("Remove berta");
    assertThat(page.getByRole(AriaRole.STATUS)).hasText("\"berta\" is no longer a user.");
  }

  @Test
  void worksByKeyboardAlone() {
    page.navigate("/");
    page.keyboard().type("owner");
    page.keyboard().press("Tab");
    page.keyboard().type(Site.PASSWORD);
    page.keyboard().press("Enter");
    assertThat(page.locator("h1")).hasText("Overview");
    page.keyboard().press("Tab");
    assertThat(page.locator(":focus")).hasText("To the content");
    page.keyboard().press("Enter");
    assertThat(page.locator("main")).isFocused();
    page.keyboard().press("Shift+Tab");
    assertThat(page.locator(":focus")).hasText("Sign out");
    page.keyboard().press("Enter");
    assertThat(page.locator("h1")).hasText("Sign in");
  }

  @Test
  void fitsAPhone() {
    context.close();
    context = chromium.phone("https://localhost:" + site.port);
    page = chromium.page(context);
    page.navigate("/sign-in");
    assertFitsThePhone();
    chromium.screenshot(page, "sign-in-phone");
    site.addUser(site.tenant, Role.OPERATOR, "somebody.with.quite.a.long.name.in.the.plant");
    signIn("owner");
    assertFitsThePhone();
    Locator menu = page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Menu"));
    assertThat(menu).hasAttribute("aria-expanded", "false");
    assertThat(page.locator("nav")).isHidden();
    menu.click();
    assertThat(menu).hasAttribute("aria-expanded", "true");
    chromium.screenshot(page, "menu-phone");
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Users")).click();
    assertThat(page.locator("h1")).hasText("Users");
    assertFitsThePhone();
    assertAccessible();
    chromium.screenshot(page, "users-phone");
    page.navigate("/account");
    assertFitsThePhone();
    chromium.screenshot(page, "account-phone");
  }

  @Test
  void showsTheAccountAndSetsASecondFactor() {
    signIn("owner");
    page.navigate("/account");
    assertAccessible();
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    chromium.screenshot(page, "account-dark");
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Set up")).click();
    assertThat(page.locator("svg.qr")).isVisible();
    String secret = page.locator(".key code").textContent();
    field("Code").fill("000000");
    field("Present password").fill(Site.PASSWORD);
    press("Ask for it from now on");
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("not the code");
    assertThat(page.locator(".key code")).hasText(secret);
    chromium.complaints(); // that the form was refused
    field("Code").fill(code(secret));
    field("Present password").fill(Site.PASSWORD);
    assertAccessible();
    chromium.screenshot(page, "second-factor");
    press("Ask for it from now on");
    assertThat(page.getByRole(AriaRole.STATUS)).containsText("asked for a code");
  }

  private static String code(String secret) {
    return OneTimeCode.at(secret, Instant.now().getEpochSecond() / 30);
  }

  @Test
  void letsAProgramInByItsCode() {
    Visit program = site.visit().without("Sec-Fetch-Site");
    String begun =
        program.send("POST", "/oauth/device_authorization", "client_id=omniedge-cli").body();
    String code = begun.replaceAll(".*\"user_code\":\"([A-Z-]+)\".*", "$1");
    signIn("owner");
    page.navigate("/device");
    field("Code that the program shows").fill(code.toLowerCase(Locale.ROOT));
    press("Go on");
    assertThat(page.locator(".usercode")).hasText(code);
    assertAccessible();
    chromium.screenshot(page, "device");
    press("Let it in");
    assertThat(page.locator("h1")).hasText("The program is signed in");
  }

  @Test
  void runsNoScriptThatSomebodyPutsIntoAName() {
    signIn("owner");
    page.navigate("/sign-in?next=/%3Cscript%3Ealert(1)%3C/script%3E");
    assertFalse(page.content().contains("<script>alert"));
    Object blocked =
        page.evaluate(
            "() => { const s = document.createElement('script'); s.textContent = 'window.hit = 1';"
                + " document.body.append(s); return window.hit === undefined; }");
    assertTrue((Boolean) blocked, "the policy lets no inline script run");
    List<String> complaints = chromium.complaints();
    assertTrue(
        complaints.stream().allMatch(text -> text.contains("Content Security Policy")),
        complaints.toString());
  }

  @Test
  void saysWhatIsWrongOnAPageOfItsOwn() {
    signIn("owner");
    page.navigate("/nowhere");
    assertThat(page.locator("h1")).hasText("Not found");
    assertAccessible();
    chromium.screenshot(page, "not-found");
    chromium.complaints(); // that the page has status 404
  }
}
