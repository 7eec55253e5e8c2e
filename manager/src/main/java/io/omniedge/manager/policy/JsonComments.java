package io.omniedge.manager.policy;

import io.omniedge.protocol.ProtocolException;

/**
 * The comments of a document: a policy without its reasons is nobody's to change. Both kinds are
 * taken, from {@code //} to the end of the line and from {@code /*} to its end.
 */
final class JsonComments {
  private JsonComments() {}

  /** The text with blanks for comments; every other character keeps its place. */
  static String blanked(String text) throws ProtocolException {
    StringBuilder blanked = new StringBuilder(text);
    boolean quoted = false;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (quoted && c == '\\') {
        at++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && c == '/') {
        int end = end(text, at);
        blank(blanked, at, end);
        at = end - 1;
      }
    }
    return blanked.toString();
  }

  private static int end(String text, int start) throws ProtocolException {
    if (text.startsWith("//", start)) {
      int line = text.indexOf('\n', start);
      return line < 0 ? text.length() : line;
    }
    int end = text.startsWith("/*", start) ? text.indexOf("*/", start + 2) : -1;
    if (end < 0) {
      throw new ProtocolException(
          "character " + start, "", "a comment is // to the end of the line, or /* to */");
    }
    return end + 2;
  }

  private static void blank(StringBuilder text, int from, int to) {
    for (int at = from; at < to; at++) {
      if (text.charAt(at) != '\n') {
        text.setCharAt(at, ' ');
      }
    }
  }
}
