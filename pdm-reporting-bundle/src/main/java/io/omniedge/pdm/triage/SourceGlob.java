package io.omniedge.pdm.triage;

/**
 * A pattern for names of sources: {@code *} stands for any characters, also none, {@code ?} for
 * one.
 *
 * @param text of it
 */
public record SourceGlob(String text) {
  /** In time of the product of both lengths at worst: no pattern makes it slower. */
  public boolean matches(String name) {
    int at = 0;
    int in = 0;
    int star = -1;
    int tried = 0;
    while (at < name.length()) {
      if (in < text.length() && text.charAt(in) == '*') {
        star = in++;
        tried = at;
      } else if (in < text.length()
          && (text.charAt(in) == '?' || text.charAt(in) == name.charAt(at))) {
        in++;
        at++;
      } else if (star >= 0) {
        in = star + 1;
        at = ++tried;
      } else {
        return false;
      }
    }
    while (in < text.length() && text.charAt(in) == '*') {
      in++;
    }
    return in == text.length();
  }
}
