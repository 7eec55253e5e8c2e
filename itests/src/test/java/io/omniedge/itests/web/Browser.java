package io.omniedge.itests.web;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import io.omniedge.itests.lab.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Debian's chromium on a host of the laboratory. Closing it ends the browser. */
final class Browser implements AutoCloseable {
  static final int DESK_WIDTH = 1280;
  static final int DESK_HEIGHT = 860;
  static final int PHONE_WIDTH = 390;
  static final int PHONE_HEIGHT = 844;

  private static final Path SCREENSHOTS =
      Path.of(System.getProperty("omniedge.root"), "itests/target/screenshots");

  private final Playwright playwright;
  private final BrowserContext context;
  private final Page page;
  private final List<String> complaints = new ArrayList<>();

  private Browser(Playwright playwright, BrowserContext context) {
    this.playwright = playwright;
    this.context = context;
    this.page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") || message.type().equals("warning")) {
            complaints.add(message.text() + " at " + message.location());
          }
        });
    page.onPageError(complaints::add);
  }

  /** Opens a window of that size. The program it starts replaces itself by the browser. */
  static Browser open(Host host) {
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    try {
      Path inside = host.folder().resolve("chromium");
      Files.writeString(
          inside, "#!/bin/sh\nexec ip netns exec " + host.namespace() + " chromium \"$@\"\n");
      Files.setPosixFilePermissions(inside, PosixFilePermissions.fromString("rwx------"));
      BrowserContext context =
          playwright
              .chromium()
              .launch(
                  new BrowserType.LaunchOptions()
                      .setExecutablePath(inside)
                      .setArgs(
                          List.of(
                              "--no-sandbox",
                              "--disable-gpu",
                              "--disable-quic",
                              "--no-first-run",
                              "--disable-background-networking",
                              "--disable-component-update",
                              "--disable-sync")))
              .newContext(
                  new com.microsoft.playwright.Browser.NewContextOptions()
                      .setIgnoreHTTPSErrors(true)
                      .setViewportSize(DESK_WIDTH, DESK_HEIGHT));
      return new Browser(playwright, context);
    } catch (IOException | RuntimeException e) {
      playwright.close();
      throw new AssertionError("chromium does not start", e);
    }
  }

  Page page() {
    return page;
  }

  BrowserContext context() {
    return context;
  }

  /** What the browser complained of since the last time: refused scripts, failed loads. */
  List<String> complaints() {
    List<String> said = List.copyOf(complaints);
    complaints.clear();
    return said;
  }

  /** Keeps what the window shows, for the documents and for whoever looks into a failure. */
  void screenshot(String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")).setFullPage(true));
  }

  @Override
  public void close() {
    playwright.close();
  }
}
