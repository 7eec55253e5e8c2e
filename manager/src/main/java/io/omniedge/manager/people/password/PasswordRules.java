package io.omniedge.manager.people.password;

import com.nulabinc.zxcvbn.Feedback;
import com.nulabinc.zxcvbn.Strength;
import com.nulabinc.zxcvbn.Zxcvbn;
import io.omniedge.manager.problem.Problem;
import java.util.List;
import java.util.Locale;

/**
 * Which passwords are taken. Not rules about letters and digits, which people meet with
 * "Password1!", but how many guesses it takes whoever knows lists of passwords, names and keyboards
 * [NIST SP 800-63B, 3.1.1.2].
 */
public final class PasswordRules {
  /**
   * NIST wants 15 of a password that stands alone and calls 8 the least; the estimate does the
   * rest.
   */
  public static final int SHORTEST = 10;

  /** In characters. */
  public static final int LONGEST = 200;

  /** More of it makes the estimate slow and no password weak. */
  private static final int ESTIMATED = 64;

  /** Of 0 to 4: more than 10^8 guesses. */
  private static final int WANTED_SCORE = 3;

  private PasswordRules() {}

  /**
   * Refuses a weak password.
   *
   * @param known what guessers try first: the name, the address, the company
   * @throws Problem 422 for the field "password" with the reason, to the person
   */
  public static void check(String password, List<String> known) {
    int length = password.codePointCount(0, password.length());
    if (length < SHORTEST || length > LONGEST) {
      throw refused(
          "A password has "
              + SHORTEST
              + " to "
              + LONGEST
              + " characters, this one "
              + length
              + ".");
    }
    String lower = password.toLowerCase(Locale.ROOT);
    for (String word : known) {
      if (word.length() >= 4 && lower.contains(word.toLowerCase(Locale.ROOT))) {
        throw refused("The password must not contain \"" + word + "\".");
      }
    }
    String estimated =
        password.substring(0, password.offsetByCodePoints(0, Math.min(length, ESTIMATED)));
    Strength strength = new Zxcvbn().measure(estimated, known);
    if (strength.getScore() < WANTED_SCORE) {
      Feedback feedback = strength.getFeedback();
      String warning = feedback.getWarning();
      throw refused(
          "This password is easily guessed"
              + (warning == null || warning.isEmpty() ? "." : ": " + warning)
              + " A few random words are easy to remember.");
    }
  }

  private static Problem refused(String reason) {
    return Problem.invalid("password", "", reason);
  }
}
