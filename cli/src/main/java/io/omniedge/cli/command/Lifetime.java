package io.omniedge.cli.command;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A span of time as people write it: {@code 30m}, {@code 12h}, {@code 7d}. */
final class Lifetime implements ITypeConverter<Duration> {
  private static final Pattern SPAN = Pattern.compile("([1-9][0-9]{0,5})([mhd])");

  @Override
  public Duration convert(String text) {
    Matcher span = SPAN.matcher(text);
    if (!span.matches()) {
      throw new TypeConversionException(
          "\"" + text + "\" is no span of time; write 30m, 12h or 7d");
    }
    long count = Long.parseLong(span.group(1));
    return switch (span.group(2)) {
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }
}
