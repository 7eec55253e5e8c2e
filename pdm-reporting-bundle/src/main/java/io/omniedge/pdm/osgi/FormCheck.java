package io.omniedge.pdm.osgi;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/** What is wrong with a form, told once. Any thread. */
final class FormCheck {
  private final Logger log;
  private final String name;
  private volatile List<String> problems = List.of();
  private boolean isConfigured;

  FormCheck(Logger log, String name) {
    this.log = log;
    this.name = name;
  }

  /**
   * Tells what is wrong.
   *
   * @return whether the form is to be applied: if nothing is wrong, and at the first time, for
   *     after a boot nothing is in force, and one mistake must not stop the rest
   */
  synchronized boolean accepts(List<String> found) {
    List<String> told = problems;
    problems = List.copyOf(found);
    for (String problem : problems) {
      // The same properties may come twice, as when a file is taken over by the configuration.
      if (!told.contains(problem)) {
        log.log(Level.ERROR, "{0}: {1}", name, problem);
      }
    }
    boolean accepted = problems.isEmpty() || !isConfigured;
    isConfigured = true;
    return accepted;
  }

  List<String> problems() {
    return problems;
  }
}
