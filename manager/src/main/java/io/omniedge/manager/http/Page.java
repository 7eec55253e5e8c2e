package io.omniedge.manager.http;

import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
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

  /** What a request asks for. */
  public static Page of(Call call) {
    return new Page(call.query("cursor").orElse(""), (int) call.query("limit", 1, MAX, DEFAULT));
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
