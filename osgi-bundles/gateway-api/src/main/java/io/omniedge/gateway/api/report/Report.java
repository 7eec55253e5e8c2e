package io.omniedge.gateway.api.report;

/**
 * A document on its way to the manager. Stream and sequence together name it: the manager keeps
 * each once, however often it comes. Nobody changes its body.
 */
public final class Report {
  private final String kind;
  private final String stream;
  private final long sequence;
  private final long atMillis;
  private final boolean isHistorical;
  private final String contentType;
  private final byte[] body;

  /**
   * A report.
   *
   * @param kind {@code pdm-report}, {@code health-report}, {@code plugin-event}, …: lower case
   *     letters and dashes
   * @param stream 16 hexadecimal digits; another one whenever the sequence begins anew
   * @param sequence within the stream, from 1
   * @param atMillis what it is about happened then, milliseconds since 1970 UTC
   * @param isHistorical whether it waited so long that it is of the past
   * @param contentType a MIME type
   * @param body at most {@link ReportChannel#MOST_BYTES}; not copied
   */
  public Report(
      String kind,
      String stream,
      long sequence,
      long atMillis,
      boolean isHistorical,
      String contentType,
      byte[] body) {
    this.kind = kind;
    this.stream = stream;
    this.sequence = sequence;
    this.atMillis = atMillis;
    this.isHistorical = isHistorical;
    this.contentType = contentType;
    this.body = body;
  }

  /** What kind of document it is. */
  public String kind() {
    return kind;
  }

  /** Where the sequence counts. */
  public String stream() {
    return stream;
  }

  /** Its number in the stream. */
  public long sequence() {
    return sequence;
  }

  /** When it was, milliseconds since 1970 UTC. */
  public long atMillis() {
    return atMillis;
  }

  /** Whether it is of the past. */
  public boolean isHistorical() {
    return isHistorical;
  }

  /** A MIME type. */
  public String contentType() {
    return contentType;
  }

  /** Not a copy. */
  public byte[] body() {
    return body;
  }

  @Override
  public String toString() {
    return kind + " " + stream + "/" + sequence + ", " + body.length + " bytes";
  }
}
