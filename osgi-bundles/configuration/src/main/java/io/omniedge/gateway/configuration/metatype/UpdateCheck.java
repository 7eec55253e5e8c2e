package io.omniedge.gateway.configuration.metatype;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.Password;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.OCD;
import org.eclipse.kura.configuration.metatype.Option;
import org.eclipse.kura.configuration.metatype.Scalar;
import org.jspecify.annotations.Nullable;

/**
 * Whether an update is what the metatype allows. Kura does not look, so components check themselves
 * too; this check tells the operator at once, before anything has changed.
 */
public final class UpdateCheck {
  private static final int SHOWN_CHARACTERS = 80;

  private final String pid;
  private final @Nullable OCD objectClass;

  /** Without an object class every value of a type that can be stored is right. */
  public UpdateCheck(String pid, @Nullable OCD objectClass) {
    this.pid = pid;
    this.objectClass = objectClass;
  }

  /**
   * Checks the values that are to change. Passwords are in clear. Properties the metatype does not
   * know pass, as on Kura: components may have properties of their own.
   *
   * @throws KuraException names the component, the property, the value unless it is a secret, and
   *     what is wrong
   */
  public void values(Map<String, Object> update) throws KuraException {
    for (Map.Entry<String, Object> entry : update.entrySet()) {
      AD attribute = ObjectClass.attribute(objectClass, entry.getKey());
      Object value = entry.getValue();
      String complaint = attribute == null ? unknown(value) : complaint(attribute, value);
      if (complaint != null) {
        throw new KuraException(
            KuraErrorCode.CONFIGURATION_ATTRIBUTE_INVALID,
            pid,
            entry.getKey(),
            shown(attribute, value),
            complaint);
      }
    }
  }

  /**
   * Checks that nothing required is missing.
   *
   * @throws KuraException names the component and the property
   */
  public void complete(Map<String, Object> all) throws KuraException {
    if (objectClass == null) {
      return;
    }
    for (AD attribute : objectClass.getAD()) {
      Object value = all.get(attribute.getId());
      boolean absent = value == null || (value.getClass().isArray() && Array.getLength(value) == 0);
      if (attribute.isRequired() && absent) {
        throw new KuraException(
            KuraErrorCode.CONFIGURATION_REQUIRED_ATTRIBUTE_MISSING, pid, attribute.getId());
      }
    }
  }

  private static @Nullable String unknown(Object value) {
    Class<?> type =
        value.getClass().isArray() ? value.getClass().componentType() : value.getClass();
    return TypedText.typeOf(type) == null ? "no value of this type can be stored" : holes(value);
  }

  /** What is wrong with a value of that attribute, a password in clear; null if nothing is. */
  public static @Nullable String complaint(AD attribute, Object value) {
    Class<?> type = TypedText.classOf(attribute.getType());
    int limit = Attribute.arrayLimit(attribute);
    if (limit == 0) {
      return type.isInstance(value)
          ? content(attribute, value)
          : "should be of type " + attribute.getType().value();
    }
    if (!value.getClass().isArray() || value.getClass().componentType() != type) {
      return "should be an array of type " + attribute.getType().value();
    }
    if (Array.getLength(value) > limit) {
      return "more than " + limit + " values";
    }
    String holes = holes(value);
    for (int i = 0; holes == null && i < Array.getLength(value); i++) {
      String complaint = content(attribute, Array.get(value, i));
      if (complaint != null) {
        return complaint;
      }
    }
    return holes;
  }

  private static @Nullable String holes(Object value) {
    for (int i = 0; value.getClass().isArray() && i < Array.getLength(value); i++) {
      if (Array.get(value, i) == null) {
        return "an array with a hole";
      }
    }
    return null;
  }

  private static @Nullable String content(AD attribute, Object value) {
    String complaint = Bounds.of(attribute).complaint(value);
    if (complaint != null || attribute.getOption().isEmpty() || value instanceof Password) {
      return complaint;
    }
    List<String> allowed = new ArrayList<>();
    for (Option option : attribute.getOption()) {
      if (TypedText.parse(attribute.getType(), option.getValue()).equals(value)) {
        return null;
      }
      allowed.add(option.getValue());
    }
    return "not one of " + allowed;
  }

  private static String shown(@Nullable AD attribute, Object value) {
    boolean secret =
        value instanceof Password
            || value instanceof Password[]
            || (attribute != null && attribute.getType() == Scalar.PASSWORD);
    if (secret) {
      return "(secret)";
    }
    String text = value.getClass().isArray() ? elements(value) : value.toString();
    return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
  }

  private static String elements(Object array) {
    List<Object> elements = new ArrayList<>();
    for (int i = 0; i < Array.getLength(array); i++) {
      elements.add(String.valueOf(Array.get(array, i)));
    }
    return elements.toString();
  }
}
