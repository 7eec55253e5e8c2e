package io.omniedge.manager.configuration;

import io.omniedge.manager.configuration.Configurations.Received;
import io.omniedge.manager.store.Columns;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.config.ComponentSettings;
import io.omniedge.protocol.config.ReportedConfiguration;
import io.omniedge.protocol.message.Leaf;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * What a device told of its components: how they are, and what they may be.
 *
 * @param reported nothing before it reported
 * @param forms none before it sent any
 */
record Told(Optional<ReportedConfiguration> reported, Forms forms) {
  static Told of(Handle handle, String device) {
    return new Told(
        document(handle, "reported", device).map(Told::read),
        document(handle, "forms", device)
            .map(received -> Forms.of(received.document()))
            .orElse(Forms.NONE));
  }

  private static ReportedConfiguration read(Received received) {
    try {
      return ReportedConfiguration.fromBytes(received.document().toBytes());
    } catch (ProtocolException e) {
      throw new IllegalStateException("it was checked before it was stored", e);
    }
  }

  static String table(Leaf leaf) {
    return leaf == Leaf.FORMS ? "forms" : "reported";
  }

  static Optional<Received> document(Handle handle, String table, String device) {
    return handle
        .createQuery("select document, received_at from " + table + " where device_id = ?")
        .bind(0, device)
        .map((row, context) -> new Received(Columns.object(row, "document"), row.getLong(2)))
        .findOne();
  }

  static boolean isStored(Handle handle, String table, String device, String text) {
    return handle
        .createQuery("select document from " + table + " where device_id = ?")
        .bind(0, device)
        .mapTo(String.class)
        .findOne()
        .filter(text::equals)
        .isPresent();
  }

  static void store(Handle handle, String table, String device, String text, long nowMillis) {
    handle.execute(
        "insert into "
            + table
            + " (device_id, document, received_at) values (?, ?, ?) on conflict (device_id)"
            + " do update set document = excluded.document, received_at = excluded.received_at",
        device,
        text,
        nowMillis);
  }

  SortedMap<String, ComponentSettings> components() {
    return reported.map(ReportedConfiguration::components).orElseGet(TreeMap::new);
  }

  Secrets secrets() {
    return new Secrets(forms);
  }

  WishCheck check() {
    return new WishCheck(forms, components());
  }

  /** The revision that the device looked at last. */
  long revision() {
    return reported.map(ReportedConfiguration::revision).orElse(0L);
  }

  /** The revision of which it said what became of it. */
  long answered() {
    return reported
        .filter(one -> Revisions.outcome(one).isPresent())
        .map(ReportedConfiguration::revision)
        .orElse(0L);
  }

  /** Without deleting what is not there: the device would refuse all of it. */
  Wish deletable(Wish wish) {
    return reported.isPresent() ? wish.deletingOnly(components().keySet()) : wish;
  }

  /**
   * What the next wish is built on: the last one that the device took or has not answered, as far
   * as nobody changed it there since and it still fits. What was refused or taken back is not in
   * it.
   */
  Wish base(Revisions revisions) {
    Optional<Desired> standing = revisions.standing();
    if (standing.isEmpty()) {
      return Wish.NOTHING;
    }
    Map<String, ComponentSettings> there = components();
    Wish wish = standing.get().wish().namingFactories(there);
    if (standing.get().outcome() == Outcome.APPLIED) {
      // What it deleted is gone; one of that name that is there now is somebody's later wish.
      wish = wish.deletingOnly(List.of());
    }
    boolean isOverridden =
        reported.isPresent()
            && reported.get().outcome() == ReportedConfiguration.Outcome.OVERRIDDEN
            && standing.get().revision() == revision();
    return deletable(check().fitting(isOverridden ? wish.asLeftOn(there, secrets()) : wish));
  }
}
