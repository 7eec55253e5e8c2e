package io.omniedge.gateway.console.web;

import java.io.IOException;
import java.util.Map;

/** The end of the log, the newest line first. */
final class LogPage implements ConsoleServlet.Page {
  private static final int MOST = 300;

  private final Gateway gateway;

  LogPage(Gateway gateway) {
    this.gateway = gateway;
  }

  @Override
  public void get(Exchange exchange) throws IOException {
    exchange.page("logs.jte", "Logs", "logs", Map.of("lines", gateway.log(MOST)));
  }

  @Override
  public void post(Exchange exchange) throws IOException {
    exchange.notFound("There is nothing to change here.");
  }
}
