package io.omniedge.manager.web;

import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Refusals;
import io.omniedge.manager.problem.Problem;

/** Shows people what went wrong, and those who are not signed in the way to the sign-in. */
final class Door implements Refusals {
  private static final int UNAUTHENTICATED = 401;

  private final View view;

  Door(View view) {
    this.view = view;
  }

  @Override
  public Answer show(Problem problem, Call call) {
    boolean refreshes = call.header("HX-Request").isPresent();
    if (problem.status() == UNAUTHENTICATED && refreshes) {
      // A page that refreshes itself goes to the sign-in as a whole, not with a part of it.
      return view.message(call, UNAUTHENTICATED, problem.title(), "Signed out.", "/sign-in")
          .with("HX-Redirect", "/sign-in");
    }
    if (problem.status() == UNAUTHENTICATED) {
      boolean returns = call.method().equals("GET") && !call.path().equals("/");
      return View.redirect("/sign-in" + (returns ? "?next=" + View.encoded(target(call)) : ""));
    }
    return view.message(
        call, problem.status(), problem.title(), String.valueOf(problem.getMessage()), "/");
  }

  private static String target(Call call) {
    String query = call.queryString();
    return query.isEmpty() ? call.path() : call.path() + "?" + query;
  }
}
