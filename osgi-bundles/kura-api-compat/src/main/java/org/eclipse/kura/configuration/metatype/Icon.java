package org.eclipse.kura.configuration.metatype;

import java.math.BigInteger;
import org.osgi.annotation.versioning.ProviderType;

/** A picture of a component. */
@ProviderType
public interface Icon {
  String getResource();

  BigInteger getSize();
}
