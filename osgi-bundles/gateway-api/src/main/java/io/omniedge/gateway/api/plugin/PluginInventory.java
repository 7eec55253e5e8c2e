package io.omniedge.gateway.api.plugin;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The plugins of this gateway. A service. */
@ProviderType
public interface PluginInventory {
  /** In the order of their identifiers, refused packages too. Any thread; returns at once. */
  List<PluginSnapshot> plugins();
}
