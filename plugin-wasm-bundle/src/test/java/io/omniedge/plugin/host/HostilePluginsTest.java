package io.omniedge.plugin.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.plugin.pack.PluginType;
import io.omniedge.plugin.pack.RefusedPackageException;
import io.omniedge.testkit.wasm.HostilePlugin;
import io.omniedge.testkit.wasm.HostilePlugins;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hostile plugins that gateways are measured beside: all of them in one gateway. */
class HostilePluginsTest {
  @TempDir Path directory;

  @Test
  void eachEndsAsItSaysWhileAllOthersAreThere() throws Exception {
    List<HostilePlugin> all = HostilePlugins.all();
    assertTrue(all.size() >= 50, all.size() + " plugins");
    assertEquals(all.size(), all.stream().map(HostilePlugin::id).distinct().count());
    try (HostileHost host = new HostileHost(directory)) {
      for (HostilePlugin one : all) {
        assertEquals(one.end(), installed(host, one), one.name());
      }
      Set<PluginType> types = EnumSet.noneOf(PluginType.class);
      for (InstalledPlugin plugin : host.plugins().all().values()) {
        types.add(plugin.manifest().type());
        ask(plugin);
      }
      assertEquals(5, types.size(), types.toString());
      host.goesOn();
    }
  }

  private static HostilePlugin.End installed(HostileHost host, HostilePlugin one) {
    try {
      InstalledPlugin unused = host.plugins().install(one.version(0), false);
      return HostilePlugin.End.AT_WORK;
    } catch (RefusedPackageException | PluginFailure e) {
      return HostilePlugin.End.KEPT_AWAY;
    } catch (java.io.IOException e) {
      throw new AssertionError(one.name(), e);
    }
  }

  /** However it ends: it does. */
  private static void ask(InstalledPlugin plugin) throws Exception {
    List<String> calls = plugin.manifest().type().required();
    String call = calls.isEmpty() ? HostilePlugins.CALL : calls.get(calls.size() - 1);
    try {
      Objects.requireNonNull(plugin.ask(call, HostileHost.QUESTION).get(60, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      assertTrue(e.getCause() instanceof Exception, String.valueOf(e.getCause()));
    }
  }
}
