package io.omniedge.gateway.configuration.metatype;

import java.util.Map;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.Option;
import org.eclipse.kura.configuration.metatype.Scalar;

/**
 * What a bundle says of one of its components: what it may be configured with, and whether there
 * may be instances of it. Its defaults, limits and options are known to be of their types.
 */
public final class Definition {
  private final ObjectClass objectClass;
  private final boolean factory;
  private final Map<String, Object> defaults;

  /**
   * Checks what cannot be checked while reading.
   *
   * @throws IllegalArgumentException if a default, limit or option is not of its attribute's type
   */
  public Definition(ObjectClass objectClass, boolean factory) {
    this.objectClass = objectClass;
    this.factory = factory;
    this.defaults = DefaultValues.of(objectClass);
    for (AD attribute : objectClass.getAD()) {
      Bounds.of(attribute);
      checkOptions(attribute);
    }
  }

  private static void checkOptions(AD attribute) {
    if (attribute.getType() == Scalar.PASSWORD) {
      return;
    }
    for (Option option : attribute.getOption()) {
      try {
        TypedText.parse(attribute.getType(), option.getValue());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "an option of " + attribute.getId() + ": " + e.getMessage(), e);
      }
    }
  }

  /** The component's name, and the id of its object class. */
  public String pid() {
    return objectClass.id();
  }

  /** Whether instances are created of it; otherwise there is one configuration. */
  public boolean isFactory() {
    return factory;
  }

  public ObjectClass objectClass() {
    return objectClass;
  }

  /** By attribute; passwords in clear. Not to be changed. */
  public Map<String, Object> defaults() {
    return defaults;
  }
}
