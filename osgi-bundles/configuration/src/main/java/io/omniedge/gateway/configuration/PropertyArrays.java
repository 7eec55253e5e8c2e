package io.omniedge.gateway.configuration;

import java.lang.reflect.Array;
import java.util.Collection;

/** Arrays of one kind, though OSGi knows three ways to hold many values. */
final class PropertyArrays {
  private PropertyArrays() {}

  /**
   * Arrays of primitives as arrays of objects, collections as arrays of their first element's
   * class; all else, mixed collections too, as it is.
   */
  static Object boxed(Object value) {
    if (value instanceof Collection<?> collection) {
      return ofCollection(collection);
    }
    Class<?> type = value.getClass();
    if (!type.isArray() || !type.componentType().isPrimitive()) {
      return value;
    }
    int length = Array.getLength(value);
    // An element of a new array of primitives is boxed when read: that is its class.
    Class<?> boxed = Array.get(Array.newInstance(type.componentType(), 1), 0).getClass();
    Object result = Array.newInstance(boxed, length);
    for (int i = 0; i < length; i++) {
      Array.set(result, i, Array.get(value, i));
    }
    return result;
  }

  private static Object ofCollection(Collection<?> collection) {
    if (collection.isEmpty()) {
      return new String[0];
    }
    Class<?> type = collection.iterator().next().getClass();
    if (!collection.stream().allMatch(type::isInstance)) {
      return collection;
    }
    return collection.toArray((Object[]) Array.newInstance(type, 0));
  }
}
