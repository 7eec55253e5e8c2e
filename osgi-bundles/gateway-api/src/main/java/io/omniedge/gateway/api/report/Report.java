package io.omniedge.gateway.api.report;

import java.util.Arrays;

/**
 * A document on its way to the manager. Stream and sequence together name it: the manager keeps
 * each once, however often it comes. The body is not copied; nobody changes it after.
 *
 * @param kind {@code pdm-report}, {@code health-report}, {@code plugin-event}, …: lower case
 *     letters and dashes
 * @param stream 16 hexadecimal digits; another one whenever the sequence begins anew
 * @param sequence within the stream, from 1
 * @param atMillis what it is about happened then, milliseconds since 1970 UTC
 * @param isHistorical whether it waited so long that it is of the past
 * @param contentType a MIME type
 * @param body at most {@link ReportChannel#MOST_BYTES}
 */
public record Report(
    String kind,
    String stream,
    long sequence,
    long atMillis,
    boolean isHistorical,
    String contentType,
    byte[] body) {
  @Override
  public boolean equals(Object other) {
    return other instanceof Report report
        && kind.equals(report.kind)
        && stream.equals(report.stream)
        && sequence == report.sequence
        && atMillis == report.atMillis
        && isHistorical == report.isHistorical
        && contentType.equals(report.contentType)
        && Arrays.equals(body, report.body);
  }

  @Override
  public int hashCode() {
    return 31 * stream.hashCode() + Long.hashCode(sequence);
  }

  @Override
  public String toString() {
    return kind + " " + stream + "/" + sequence + ", " + body.length + " bytes";
  }
}
