package io.omniedge.pdm.outlet;

import io.omniedge.pdm.triage.DropReason;
import io.omniedge.pdm.triage.Ledger;
import io.omniedge.pdm.triage.PriorityClass;

/** What is to leave the gateway. Immutable. */
public final class Message {
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
   * @param dataType {@code samples}, {@code stream}, {@code clip}, {@code health-report} or {@code
   *     plugin-event}
   * @param subject whose it is; a newer one of the same type and subject can stand for it
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
    this.priority = priority;
    this.dataType = dataType;
    this.subject = subject;
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

  boolean isJson() {
    return isJson;
  }

  byte[] data() {
    return data;
  }

  int bytes() {
    return data.length;
  }

  boolean isLike(Message other) {
    return dataType.equals(other.dataType) && subject.equals(other.subject);
  }

  void sent() {
    ledger.sent(samples);
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
