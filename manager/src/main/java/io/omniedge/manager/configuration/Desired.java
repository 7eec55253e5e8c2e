package io.omniedge.manager.configuration;

import io.omniedge.manager.store.Columns;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * A revision of what is wanted of a device. What leaves this package shows no passwords.
 *
 * @param revision grows with each change of the device
 * @param wish of the components
 * @param isObserved whether nobody wanted it: it keeps what was so before the next one
 * @param answered the newest revision of which was known what became of it
 * @param confirmSeconds how long a device tries it without us
 * @param author who wanted it
 * @param note why, for people
 * @param createdAt milliseconds since 1970
 * @param ending what became of it
 */
public record Desired(
    long revision,
    Wish wish,
    boolean isObserved,
    long answered,
    int confirmSeconds,
    String author,
    String note,
    long createdAt,
    Ending ending) {
  /**
   * What became of it.
   *
   * @param reason the device's, for people; may be empty
   * @param errors of properties, as the device reported them
   */
  record Ending(Outcome outcome, String reason, JsonArray errors) {
    static final Ending PENDING = new Ending(Outcome.PENDING);

    Ending(Outcome outcome) {
      this(outcome, "", JsonArray.ofTexts(List.of()));
    }
  }

  static Desired of(ResultSet row) throws SQLException {
    return new Desired(
        row.getLong("revision"),
        wish(Columns.object(row, "document")),
        row.getInt("observed") != 0,
        row.getLong("answered"),
        row.getInt("confirm_seconds"),
        row.getString("author"),
        row.getString("note"),
        row.getLong("created_at"),
        new Ending(
            Outcome.parse(row.getString("outcome")),
            row.getString("reason"),
            Columns.array(row, "errors")));
  }

  private static Wish wish(JsonObject document) {
    try {
      return Wish.read(Fields.of(document));
    } catch (ProtocolException e) {
      throw new IllegalStateException("it was checked before it was stored", e);
    }
  }

  Desired with(Wish other) {
    return new Desired(
        revision, other, isObserved, answered, confirmSeconds, author, note, createdAt, ending);
  }

  Outcome outcome() {
    return ending.outcome();
  }

  /** As the API shows it. */
  public JsonObject toJson() {
    JsonObject.Builder json = JsonObject.builder();
    wish.toJson().members().forEach(json::put);
    return json.put("revision", revision)
        .put("confirmSeconds", confirmSeconds)
        .put("author", author)
        .put("note", note)
        .put("createdAt", createdAt / 1000)
        .put("observed", isObserved)
        .put("outcome", ending.outcome().text())
        .put("reason", ending.reason())
        .put("errors", ending.errors())
        .build();
  }
}
