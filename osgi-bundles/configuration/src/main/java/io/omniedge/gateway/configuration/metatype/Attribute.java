package io.omniedge.gateway.configuration.metatype;

import java.util.List;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.Option;
import org.eclipse.kura.configuration.metatype.Scalar;
import org.jspecify.annotations.Nullable;

/** An attribute definition as a value, its limits and default still text. */
record Attribute(
    String id,
    @Nullable String name,
    @Nullable String description,
    Scalar type,
    int cardinality,
    @Nullable String min,
    @Nullable String max,
    @Nullable String defaultText,
    boolean required,
    List<Option> options)
    implements AD {
  Attribute {
    options = List.copyOf(options);
  }

  /** How many values an array of this attribute may have; 0 if the attribute is one value. */
  static int arrayLimit(AD attribute) {
    // Math.abs would leave Integer.MIN_VALUE, which OSGi defines as "any number", negative.
    long size = Math.abs((long) attribute.getCardinality());
    return size <= 1 ? 0 : (int) Math.min(size, Integer.MAX_VALUE);
  }

  @Override
  public List<Option> getOption() {
    return options;
  }

  @Override
  public @Nullable String getName() {
    return name;
  }

  @Override
  public @Nullable String getDescription() {
    return description;
  }

  @Override
  public String getId() {
    return id;
  }

  @Override
  public Scalar getType() {
    return type;
  }

  @Override
  public int getCardinality() {
    return cardinality;
  }

  @Override
  public @Nullable String getMin() {
    return min;
  }

  @Override
  public @Nullable String getMax() {
    return max;
  }

  @Override
  public @Nullable String getDefault() {
    return defaultText;
  }

  @Override
  public boolean isRequired() {
    return required;
  }
}
