package io.omniedge.manager.http;

import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import io.omniedge.protocol.net.Names;
import java.util.List;
import java.util.function.Function;

/**
 * A piece of a list: {@code ?limit=…&cursor=…}. The answer has the cursor of the next piece, if
 * there may be one.
 *
 * @param after cursor that was given, empty for the start
 * @param limit how many are wanted
 */
public record Page(String after, int limit) {
  /** As many as are given at once. */
  public static final int MAX = 1_000;

  private static final int DEFAULT = 100;

  /** What a request asks for, of a list in the order of identifiers. */
  public static Page of(Call call) {
    String cursor = call.query("cursor").orElse("");
    if (!cursor.isEmpty() && !Names.ID.matcher(cursor).matches()) {
      throw Problem.invalid("cursor", cursor, "it must be the \"next\" of an answer of this list");
    }
    return new Page(cursor, limit(call));
  }

  /** Of a list that goes from newer to older; its cursor is {@link #before}. */
  public static Page backwards(Call call) {
    return new Page("", limit(call));
  }

  private static int limit(Call call) {
    return (int) call.query("limit", 1, MAX, DEFAULT);
  }

  /** The cursor as a number, for lists that go from newer to older. */
  public static long before(Call call) {
    return call.query("cursor", 0, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /** The answer with these. */
  public <T> Answer answer(
      List<T> items, Function<T, String> cursor, Function<T, ? extends JsonValue> shown) {
    JsonObject.Builder document =
        JsonObject.builder()
            .put("items", new JsonArray(items.stream().<JsonValue>map(shown).toList()));
    return Answer.ok(
        items.size() < limit
            ? document.build()
            : document.put("next", cursor.apply(items.getLast())).build());
  }
}
