package io.omniedge.pdm.store;

import io.omniedge.pdm.triage.DropReason;
import io.omniedge.pdm.triage.Ledger;
import io.omniedge.pdm.triage.PriorityClass;

/** What is to leave the gateway. Immutable. */
public final class Message {
  /** A subject is there to be compared; a source has 200 characters. */
  static final int MOST_SUBJECT_CHARS = 1_000;

  static final int MOST_TYPE_CHARS = 60;

  private final PriorityClass priority;
  private final String dataType;
  private final String subject;
  private final boolean isJson;
  private final byte[] data;
  private final int samples;
  private final Ledger ledger;

  /**
   * Takes the data, which nobody changes after.
   *
   * @param dataType {@code samples}, {@code stream}, {@code clip}, {@code health-report}, {@code
   *     pdm-report} or {@code plugin-event}; 60 characters at the most
   * @param subject whose it is; a newer one of the same type and subject can stand for it. Of a
   *     longer one the first 1,000 characters count
   * @param isJson whether it is a JSON document
   * @param samples that are in it, of the account of this ledger
   */
  public Message(
      PriorityClass priority,
      String dataType,
      String subject,
      boolean isJson,
      byte[] data,
      int samples,
      Ledger ledger) {
    if (dataType.length() > MOST_TYPE_CHARS) {
      throw new IllegalArgumentException("data type " + dataType + ": too long");
    }
    this.priority = priority;
    this.dataType = dataType;
    this.subject =
        subject.length() <= MOST_SUBJECT_CHARS ? subject : subject.substring(0, MOST_SUBJECT_CHARS);
    this.isJson = isJson;
    this.data = data;
    this.samples = samples;
    this.ledger = ledger;
  }

  PriorityClass priority() {
    return priority;
  }

  String dataType() {
    return dataType;
  }

  String subject() {
    return subject;
  }

  boolean isJson() {
    return isJson;
  }

  byte[] data() {
    return data;
  }

  int samples() {
    return samples;
  }

  Ledger ledger() {
    return ledger;
  }

  /** Of its data. */
  public int bytes() {
    return data.length;
  }

  /** It goes no further; also for whoever has no outlet to offer it to. */
  public void dropped(DropReason why) {
    ledger.dropped(why, samples, this + "");
  }

  @Override
  public String toString() {
    return dataType + " " + subject + " " + priority + ", " + data.length + " bytes";
  }
}
