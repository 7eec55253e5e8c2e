package io.omniedge.plugin.host;

import static io.omniedge.testkit.wasm.WasmBuilder.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.omniedge.gateway.api.exit.ExitContext;
import io.omniedge.gateway.api.exit.ExitNode;
import io.omniedge.plugin.dispatch.ExitPlugins;
import io.omniedge.plugin.engine.ChicoryEngine;
import io.omniedge.plugin.pack.SemanticVersion;
import io.omniedge.plugin.store.PackageStore;
import io.omniedge.testkit.wasm.PluginModules;
import io.omniedge.testkit.wasm.WasmBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which answers of policies choose an exit node. */
class ExitPluginsTest {
  private static final int TEXT = 2_048;

  private static final ExitContext CONTEXT =
      new ExitContext(
          new ExitNode("d-1", "berlin", "100.64.0.1", true),
          false,
          "n-1",
          "plants",
          "100.64.0.1/32",
          2,
          List.of(
              new ExitNode("d-7", "paris", "100.64.0.2", false),
              new ExitNode("d-8", "rome", "100.64.0.3", true)),
          "ethernet");

  @TempDir Path directory;
  private final AtomicInteger askedAgain = new AtomicInteger();
  private Plugins plugins;
  private ExitPlugins exits;

  @BeforeEach
  void start() throws Exception {
    plugins =
        new Plugins(
            PackageStore.open(directory),
            new ChicoryEngine(),
            new PluginEnvironment(
                new SemanticVersion(1, 0, 0),
                new NoServices(),
                InstantSource.system(),
                System::nanoTime,
                new Random(1),
                PluginEnvironment.OFFLINE),
            new Trust(List.of(), true),
            () -> {});
    plugins.start(Map.of());
    exits = new ExitPlugins(plugins, InstantSource.system(), askedAgain::incrementAndGet);
  }

  @AfterEach
  void stop() {
    plugins.close();
  }

  /** A policy that always answers so. */
  private void install(String id, String answer) throws Exception {
    byte[] text = answer.getBytes(StandardCharsets.UTF_8);
    WasmBuilder module =
        Modules.builder()
            .function("omni_validate_connection", "ii", "I", bytes(0x00))
            .function("omni_select_exit_node", "ii", "I", PluginModules.answer(TEXT, text.length))
            .data(TEXT, text);
    plugins.install(PluginModules.packed(module, id, "1.0.0", "network-policy", ""), false);
  }

  @Test
  void firstPolicyThatNamesOneIsHeard() throws Exception {
    install("com.example.a", "{\"v\":1}");
    assertEquals(Optional.empty(), exits.choose(CONTEXT));
    install("com.example.b", "{\"v\":1,\"exit-node\":\"d-7\"}");
    install("com.example.c", "{\"v\":1,\"exit-node\":\"d-8\"}");
    assertEquals(Optional.of("d-7"), exits.choose(CONTEXT));
  }

  @Test
  void whatIsNoneOfThemIsNotHeard() throws Exception {
    install("com.example.a", "{\"v\":1,\"exit-node\":\"d-1\"}");
    install("com.example.b", "{\"v\":1,\"exit-node\":8}");
    install("com.example.c", "no document");
    assertEquals(Optional.empty(), exits.choose(CONTEXT));
  }

  @Test
  void flowsAreJudgedAnewWhenTheContextChanges() throws Exception {
    install("com.example.a", "{\"v\":1}");
    exits.contextChanged(CONTEXT);
    assertEquals(1, askedAgain.get());
  }
}
