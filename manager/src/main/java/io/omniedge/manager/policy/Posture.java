package io.omniedge.manager.policy;

import io.omniedge.manager.policy.Inventory.Health;
import java.lang.module.ModuleDescriptor.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a device must be like to open flows of a rule.
 *
 * @param minimumVersion of its agent, empty for any
 * @param seenWithin how long ago it may have been online last; zero for any time
 * @param maximumCertificateAge zero for any age
 * @param attributes the values that each of these may have
 */
record Posture(
    String minimumVersion,
    Duration seenWithin,
    Duration maximumCertificateAge,
    SortedMap<String, List<String>> attributes) {
  /** Copies. */
  Posture {
    attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    if (!minimumVersion.isEmpty()) {
      Version _ = version(minimumVersion);
    }
  }

  private static Version version(String text) {
    try {
      return Version.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("a version is numbers, as 1.4.0", e);
    }
  }

  /** Whether a device is so. */
  boolean isMet(Health health, Instant now) {
    return missing(health, now).isEmpty();
  }

  /** What is not as it must be, each in words. */
  List<String> missing(Health health, Instant now) {
    List<String> missing = new ArrayList<>();
    if (!minimumVersion.isEmpty() && !isRecent(health.version())) {
      missing.add(
          "its version is "
              + (health.version().isEmpty() ? "unknown" : health.version())
              + ", at least "
              + minimumVersion
              + " is asked for");
    }
    if (!seenWithin.isZero() && !health.online() && !isWithin(health.lastSeen(), seenWithin, now)) {
      missing.add("it was not online within " + words(seenWithin));
    }
    if (!maximumCertificateAge.isZero()
        && !isWithin(health.certificateSince(), maximumCertificateAge, now)) {
      missing.add("its certificate is older than " + words(maximumCertificateAge));
    }
    attributes.forEach(
        (name, values) -> {
          String value = health.attributes().getOrDefault(name, "");
          if (!values.contains(value)) {
            missing.add(
                "its "
                    + name
                    + " is "
                    + (value.isEmpty() ? "unknown" : value)
                    + ", not "
                    + String.join(" or ", values));
          }
        });
    return missing;
  }

  private boolean isRecent(String version) {
    try {
      return version(version).compareTo(version(minimumVersion)) >= 0;
    } catch (IllegalArgumentException e) {
      return false; // what a device calls its version is not ours to trust
    }
  }

  private static boolean isWithin(Instant moment, Duration age, Instant now) {
    return now.isBefore(moment.plus(age));
  }

  /** When a device that is so now stops to be so, if nothing else is heard of it. */
  Optional<Instant> endsAt(Health health) {
    Instant end = Instant.MAX;
    if (!seenWithin.isZero() && !health.online()) {
      end = health.lastSeen().plus(seenWithin);
    }
    if (!maximumCertificateAge.isZero()) {
      Instant old = health.certificateSince().plus(maximumCertificateAge);
      end = old.isBefore(end) ? old : end;
    }
    return end.equals(Instant.MAX) ? Optional.empty() : Optional.of(end);
  }

  private static String words(Duration age) {
    boolean days = age.equals(Duration.ofDays(age.toDays()));
    long count = days ? age.toDays() : age.toMinutes();
    return count + (days ? " day" : " minute") + (count == 1 ? "" : "s");
  }

  /** What it asks for; equal for equal postures. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    if (!minimumVersion.isEmpty()) {
      parts.add("version at least " + minimumVersion);
    }
    if (!seenWithin.isZero()) {
      parts.add("seen within " + words(seenWithin));
    }
    if (!maximumCertificateAge.isZero()) {
      parts.add("certificate at most " + words(maximumCertificateAge) + " old");
    }
    attributes.forEach((name, values) -> parts.add(name + " " + String.join(" or ", values)));
    return String.join(", ", parts);
  }
}
