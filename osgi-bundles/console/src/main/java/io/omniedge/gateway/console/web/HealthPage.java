package io.omniedge.gateway.console.web;

import java.io.IOException;
import java.util.Map;

/** What the health checks say. */
final class HealthPage implements ConsoleServlet.Page {
  private final Gateway gateway;

  HealthPage(Gateway gateway) {
    this.gateway = gateway;
  }

  @Override
  public void get(Exchange exchange) throws IOException {
    exchange.page("health.jte", "Health", "health", Map.of("checks", gateway.health()));
  }

  @Override
  public void post(Exchange exchange) throws IOException {
    exchange.notFound("There is nothing to change here.");
  }
}
