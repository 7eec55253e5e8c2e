package io.omniedge.plugin.pack;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version as plugins have it [Semantic Versioning 2.0.0], without pre-releases: what is newer is
 * not to be a matter of opinion.
 */
public record SemanticVersion(int major, int minor, int patch)
    implements Comparable<SemanticVersion> {
  private static final Pattern SHAPE =
      Pattern.compile("(0|[1-9][0-9]{0,8})\\.(0|[1-9][0-9]{0,8})\\.(0|[1-9][0-9]{0,8})");

  private static final Comparator<SemanticVersion> ORDER =
      Comparator.comparingInt(SemanticVersion::major)
          .thenComparingInt(SemanticVersion::minor)
          .thenComparingInt(SemanticVersion::patch);

  /**
   * Reads {@code 1.4.2}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static SemanticVersion parse(String text) {
    Matcher numbers = SHAPE.matcher(text);
    if (!numbers.matches()) {
      throw new IllegalArgumentException("a version is three numbers such as 1.4.2");
    }
    return new SemanticVersion(
        Integer.parseInt(numbers.group(1)),
        Integer.parseInt(numbers.group(2)),
        Integer.parseInt(numbers.group(3)));
  }

  @Override
  public int compareTo(SemanticVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
