package org.eclipse.kura.configuration.metatype;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** An attribute definition: one property of a configuration. */
@ProviderType
public interface AD {
  List<Option> getOption();

  @Nullable String getName();

  @Nullable String getDescription();

  String getId();

  Scalar getType();

  /** 0, 1 and -1 are one value; a larger magnitude is an array of at most so many. */
  int getCardinality();

  /** Least number, or least length of a string; null for none. */
  @Nullable String getMin();

  /** Largest number, or largest length of a string; null for none. */
  @Nullable String getMax();

  /** Split at commas that no backslash precedes; null for none. */
  @Nullable String getDefault();

  boolean isRequired();
}
