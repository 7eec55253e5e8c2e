package io.omniedge.gateway.console.web;

import io.omniedge.gateway.console.users.Role;
import io.omniedge.gateway.console.users.UserException;
import io.omniedge.gateway.console.users.Users;
import java.io.IOException;
import java.util.Map;

/**
 * The users. Everybody may change their own password, with the old one; all else is for
 * administrators.
 */
final class UserPage implements ConsoleServlet.Page {
  private static final int UNPROCESSABLE = 422;
  private static final int FORBIDDEN = 403;

  private final Access access;

  UserPage(Access access) {
    this.access = access;
  }

  @Override
  public void get(Exchange exchange) throws IOException {
    show(exchange, 200, "");
  }

  private void show(Exchange exchange, int status, String error) throws IOException {
    exchange.page(
        status,
        "users.jte",
        "Users",
        "users",
        Map.of("users", access.users().roles(), "error", error));
  }

  @Override
  public void post(Exchange exchange) throws IOException {
    try {
      if (exchange.part(1).equals("own-password")) {
        changeOwn(exchange);
      } else if (!exchange.mayChange()) {
        show(exchange, FORBIDDEN, "Only an administrator changes other users.");
      } else {
        change(exchange);
      }
    } catch (UserException e) {
      show(exchange, UNPROCESSABLE, String.valueOf(e.getMessage()));
    } catch (Access.RefusedException e) {
      show(exchange, e.status(), String.valueOf(e.getMessage()));
    }
  }

  private void changeOwn(Exchange exchange)
      throws IOException, UserException, Access.RefusedException {
    Users users = access.users();
    String name = exchange.session().user();
    if (!exchange.secret("password").equals(exchange.secret("again"))) {
      show(exchange, UNPROCESSABLE, "The two new passwords are not the same.");
    } else {
      access.confirm(
          exchange.from(), name, exchange.secret("old"), "The present password is wrong.");
      users.setPassword(name, exchange.secret("password"));
      access.sessions().closeAllOf(name, exchange.token());
      exchange.seeOther("/users", "Your password is changed.");
    }
  }

  private void change(Exchange exchange) throws IOException, UserException {
    Users users = access.users();
    String name = exchange.text("name");
    switch (exchange.part(1)) {
      case "add" -> {
        boolean administrator = exchange.text("role").equals(Role.ADMINISTRATOR.name());
        users.add(
            name, exchange.secret("password"), administrator ? Role.ADMINISTRATOR : Role.VIEWER);
        exchange.seeOther("/users", "\"" + name + "\" may sign in.");
      }
      case "delete" -> {
        users.remove(name);
        access.sessions().closeAllOf(name, "");
        exchange.seeOther("/users", "\"" + name + "\" is no longer a user.");
      }
      default -> exchange.notFound("There is no such change.");
    }
  }
}
