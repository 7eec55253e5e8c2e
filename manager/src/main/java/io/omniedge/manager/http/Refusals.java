package io.omniedge.manager.http;

import io.omniedge.manager.problem.Problem;

/** How a problem is shown to a person with a browser; programs get the document. Thread-safe. */
@FunctionalInterface
public interface Refusals {
  /** A page, or the way to the sign-in. Retry-After is set already. */
  Answer show(Problem problem, Call call);
}
