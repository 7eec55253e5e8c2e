package io.omniedge.cli.command;

import io.omniedge.cli.output.Failure;
import java.util.Collection;

/**
 * A component, or a property of one. Both have dots in their names, so the components there are
 * decide where the one ends and the other begins.
 *
 * @param pid of the component
 * @param property empty for the component as a whole
 */
record PropertyName(String pid, String property) {
  static PropertyName parse(String text, Collection<String> pids) throws Failure {
    String longest = "";
    for (String pid : pids) {
      boolean begins = text.equals(pid) || text.startsWith(pid + ".");
      if (begins && pid.length() > longest.length()) {
        longest = pid;
      }
    }
    if (longest.isEmpty()) {
      throw Failure.input(
          "no-such-component",
          "no component of the gateway has a name that \"" + text + "\" begins with",
          pids.isEmpty() ? "it has reported none yet" : "there are: " + String.join(", ", pids));
    }
    String rest = text.substring(longest.length());
    return new PropertyName(longest, rest.isEmpty() ? "" : rest.substring(1));
  }
}
