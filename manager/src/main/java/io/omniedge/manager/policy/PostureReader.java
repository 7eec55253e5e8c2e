package io.omniedge.manager.policy;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads {@code postures}. */
final class PostureReader {
  private static final int MAX_TEXT = 1_000;
  private static final int MAX_MINUTES = 5_256_000;
  private static final int MAX_DAYS = 3_650;

  private PostureReader() {}

  static Posture read(Fields fields) throws ProtocolException {
    fields.only(
        "description",
        "minimumVersion",
        "seenWithinMinutes",
        "maximumCertificateAgeDays",
        "attributes");
    fields.optionalText("description", MAX_TEXT);
    Fields attributes = fields.objectOrEmpty("attributes");
    SortedMap<String, List<String>> values = new TreeMap<>();
    for (String name : attributes.object().members().keySet()) {
      List<String> some = attributes.texts(name, 100, 100, text -> text);
      if (some.isEmpty() || name.length() > 100 || values.size() >= 100) {
        throw fields.wrong("attributes", name, "1 to 100 values each are taken");
      }
      values.put(name, some);
    }
    Posture posture;
    try {
      posture =
          new Posture(
              fields.optionalText("minimumVersion", 60).orElse(""),
              Duration.ofMinutes(fields.integer("seenWithinMinutes", 1, MAX_MINUTES, 0)),
              Duration.ofDays(fields.integer("maximumCertificateAgeDays", 1, MAX_DAYS, 0)),
              values);
    } catch (IllegalArgumentException e) {
      throw fields.wrong(
          "minimumVersion", fields.text("minimumVersion", 60), String.valueOf(e.getMessage()));
    }
    if (posture.toString().isEmpty()) {
      throw fields.wrong("minimumVersion", "", "the posture asks for nothing");
    }
    return posture;
  }
}
