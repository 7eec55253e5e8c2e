package io.omniedge.gateway.agent;

import io.omniedge.gateway.api.plugin.PackageSource;
import io.omniedge.gateway.api.plugin.PluginSnapshot;
import java.util.List;
import java.util.Optional;

/** The plugins of this machine. An edge; called on the agent's thread, and returns at once. */
public interface Plugins {
  /** Of a machine that runs none, as a server that joined by the command line. */
  Plugins NONE =
      new Plugins() {
        @Override
        public List<PluginSnapshot> now() {
          return List.of();
        }

        @Override
        public void source(Optional<PackageSource> source) {}
      };

  /** How they are. */
  List<PluginSnapshot> now();

  /**
   * Where their packages come from.
   *
   * @param source in the place of the one before; nothing while this machine has no manager
   */
  void source(Optional<PackageSource> source);
}
