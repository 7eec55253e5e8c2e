package io.omniedge.pdm.store;

import io.omniedge.pdm.triage.PriorityClass;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a segment's file, which has all that a header would have; so there is none that could
 * be damaged.
 *
 * @param number its place among those of its class
 * @param generation how often it was written anew; the highest counts
 * @param salt of the CRCs
 */
record SegmentName(PriorityClass priority, long number, int generation, long salt) {
  static final String RECORDS = ".log";
  static final String ACKNOWLEDGEMENTS = ".ack";
  static final String UNFINISHED = ".tmp";

  private static final Pattern FORM =
      Pattern.compile("(P[0-4])-(\\d{12})-(\\d{1,8})-([0-9a-f]{16})\\.log");

  /** The one of a file of records; nothing for other files. */
  static Optional<SegmentName> parse(String file) {
    Matcher parts = FORM.matcher(file);
    return parts.matches()
        ? Optional.of(
            new SegmentName(
                PriorityClass.valueOf(parts.group(1)),
                Long.parseLong(parts.group(2)),
                Integer.parseInt(parts.group(3)),
                Long.parseUnsignedLong(parts.group(4), 16)))
        : Optional.empty();
  }

  SegmentName next() {
    return new SegmentName(priority, number, generation + 1, salt);
  }

  private String stem() {
    return String.format(Locale.ROOT, "%s-%012d-%d-%016x", priority, number, generation, salt);
  }

  String records() {
    return stem() + RECORDS;
  }

  String acknowledgements() {
    return stem() + ACKNOWLEDGEMENTS;
  }

  String unfinished() {
    return stem() + UNFINISHED;
  }
}
