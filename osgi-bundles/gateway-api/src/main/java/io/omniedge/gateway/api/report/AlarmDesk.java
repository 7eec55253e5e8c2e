package io.omniedge.gateway.api.report;

import org.osgi.annotation.versioning.ProviderType;

/** Where people answer alarms of watched machines. A service; there may be none. Thread-safe. */
@ProviderType
public interface AlarmDesk {
  /**
   * Somebody has seen an alarm. May wait seconds for a block that is being judged.
   *
   * @param point with its machine, as {@code pump-7/drive-end}
   * @param alarm its name, as in the report
   * @param occurrence which alarm of this name was seen, as in the report
   * @param by who
   * @return for people: what became of it
   * @throws IllegalArgumentException if there is no such point or alarm
   */
  String acknowledge(String point, String alarm, long occurrence, String by);
}
