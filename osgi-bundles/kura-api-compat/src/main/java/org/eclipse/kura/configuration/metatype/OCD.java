package org.eclipse.kura.configuration.metatype;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** An object class definition: what the configuration of one component may contain. */
@ProviderType
public interface OCD {
  List<AD> getAD();

  List<Icon> getIcon();

  String getName();

  @Nullable String getDescription();

  String getId();
}
