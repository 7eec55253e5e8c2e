package io.omniedge.protocol.json;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What changed between two objects as a JSON Merge Patch [RFC 7396]. Objects are compared member by
 * member, everything else is replaced whole. The objects must have no nulls: in a patch they mean
 * removal.
 */
public final class MergePatch {
  private MergePatch() {}

  /** The patch that makes {@code after} of {@code before}; empty if they are equal. */
  public static JsonObject between(JsonObject before, JsonObject after) {
    TreeMap<String, JsonValue> patch = new TreeMap<>();
    for (String name : before.members().keySet()) {
      if (!after.members().containsKey(name)) {
        patch.put(name, JsonNull.NULL);
      }
    }
    for (Map.Entry<String, JsonValue> member : after.members().entrySet()) {
      JsonValue old = before.members().get(member.getKey());
      JsonValue now = member.getValue();
      if (now == JsonNull.NULL) {
        throw new IllegalArgumentException("member " + member.getKey() + " is null");
      }
      // Maps of one network share the objects of their peers: most often this is all it takes.
      if (old == now || now.equals(old)) {
        continue;
      }
      if (old instanceof JsonObject oldObject && now instanceof JsonObject nowObject) {
        patch.put(member.getKey(), between(oldObject, nowObject));
      } else {
        patch.put(member.getKey(), now);
      }
    }
    return new JsonObject(patch);
  }

  /** What the patch makes of the object. */
  public static JsonObject apply(JsonObject before, JsonObject patch) {
    SortedMap<String, JsonValue> after = new TreeMap<>(before.members());
    for (Map.Entry<String, JsonValue> change : patch.members().entrySet()) {
      String name = change.getKey();
      if (change.getValue() == JsonNull.NULL) {
        after.remove(name);
      } else if (change.getValue() instanceof JsonObject inner) {
        JsonValue old = after.get(name);
        after.put(name, apply(old instanceof JsonObject object ? object : JsonObject.EMPTY, inner));
      } else {
        after.put(name, change.getValue());
      }
    }
    return new JsonObject(after);
  }
}
