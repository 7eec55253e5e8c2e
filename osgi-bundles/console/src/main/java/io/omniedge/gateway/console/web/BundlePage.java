package io.omniedge.gateway.console.web;

import java.io.IOException;
import java.util.Map;

/** The bundles of the framework. */
final class BundlePage implements ConsoleServlet.Page {
  private final Gateway gateway;

  BundlePage(Gateway gateway) {
    this.gateway = gateway;
  }

  @Override
  public void get(Exchange exchange) throws IOException {
    exchange.page("bundles.jte", "Bundles", "bundles", Map.of("modules", gateway.modules()));
  }

  @Override
  public void post(Exchange exchange) throws IOException {
    exchange.notFound("There is nothing to change here.");
  }
}
