package io.omniedge.gateway.agent;

import io.omniedge.gateway.api.exit.ExitAdvisor;
import io.omniedge.gateway.api.exit.ExitContext;
import io.omniedge.gateway.api.plugin.PackageSource;
import io.omniedge.gateway.api.plugin.PluginSnapshot;
import java.util.List;
import java.util.Optional;

/**
 * The plugins of this machine. An edge; called on the agent's thread, and returns at once but for
 * {@link #choose}. Where nobody advises, the generation is -1.
 */
public interface Plugins extends ExitAdvisor {
  /** Of a machine that runs none, as a server that joined by the command line. */
  Plugins NONE =
      new Plugins() {
        @Override
        public List<PluginSnapshot> now() {
          return List.of();
        }

        @Override
        public void source(Optional<PackageSource> source) {}

        @Override
        public Optional<String> choose(ExitContext context) {
          return Optional.empty();
        }

        @Override
        public void contextChanged(ExitContext context) {}

        @Override
        public long generation() {
          return 0;
        }
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
