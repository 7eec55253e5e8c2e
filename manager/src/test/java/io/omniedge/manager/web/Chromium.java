package io.omniedge.manager.web;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** Debian's chromium. Closing it ends the browser. */
final class Chromium implements AutoCloseable {
  static final int PHONE_WIDTH = 390;
  private static final int PHONE_HEIGHT = 844;
  private static final int DESK_WIDTH = 1280;
  private static final int DESK_HEIGHT = 860;

  private static final Path PROGRAM = Path.of("/usr/bin/chromium");
  private static final Path SCREENSHOTS = Path.of("target/screenshots");

  private final Playwright playwright;
  private final Browser browser;
  private final List<String> complaints = new ArrayList<>();

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  static Chromium launch() {
    Assumptions.assumeTrue(
        Files.isExecutable(PROGRAM), "Debian's package chromium is not installed");
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    try {
      return new Chromium(
          playwright,
          playwright
              .chromium()
              .launch(
                  new BrowserType.LaunchOptions()
                      .setExecutablePath(PROGRAM)
                      .setArgs(
                          List.of(
                              "--no-sandbox",
                              "--disable-gpu",
                              "--disable-quic",
                              "--no-first-run",
                              "--disable-background-networking",
                              "--disable-component-update",
                              "--disable-sync"))));
    } catch (RuntimeException e) {
      playwright.close();
      throw e;
    }
  }

  BrowserContext context(String url) {
    return browser.newContext(options(url, DESK_WIDTH, DESK_HEIGHT));
  }

  BrowserContext withoutScripts(String url) {
    return browser.newContext(options(url, DESK_WIDTH, DESK_HEIGHT).setJavaScriptEnabled(false));
  }

  BrowserContext phone(String url) {
    return browser.newContext(options(url, PHONE_WIDTH, PHONE_HEIGHT));
  }

  private static Browser.NewContextOptions options(String url, int width, int height) {
    return new Browser.NewContextOptions()
        .setBaseURL(url)
        .setIgnoreHTTPSErrors(true)
        .setViewportSize(width, height);
  }

  Page page(BrowserContext context) {
    Page page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") || message.type().equals("warning")) {
            complaints.add(message.text() + " at " + message.location());
          }
        });
    page.onPageError(complaints::add);
    return page;
  }

  /** What browsers complained of since the last time: refused scripts, failed loads. */
  List<String> complaints() {
    List<String> said = List.copyOf(complaints);
    complaints.clear();
    return said;
  }

  /** Keeps what the window shows, for whoever looks into a failure. */
  void screenshot(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")).setFullPage(true));
  }

  /** Likewise, and for the documents if the property says in which folder their pictures are. */
  void picture(Page page, String name) {
    screenshot(page, name);
    String folder = System.getProperty("omniedge.pictures", "");
    if (!folder.isEmpty()) {
      page.screenshot(
          new Page.ScreenshotOptions().setPath(Path.of(folder, name + ".png")).setFullPage(true));
    }
  }

  @Override
  public void close() {
    playwright.close();
  }
}
