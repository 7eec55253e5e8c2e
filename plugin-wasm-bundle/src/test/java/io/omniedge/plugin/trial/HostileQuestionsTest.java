package io.omniedge.plugin.trial;

import static org.junit.jupiter.api.Assertions.fail;

import io.omniedge.plugin.engine.TrapException;
import io.omniedge.plugin.host.LocalHost;
import io.omniedge.plugin.host.PluginEnvironment;
import io.omniedge.plugin.host.PluginRefusal;
import io.omniedge.plugin.pack.ConfigurationProperty;
import io.omniedge.plugin.pack.Manifest;
import io.omniedge.plugin.pack.PluginPackage;
import io.omniedge.plugin.pack.PluginType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What reads JSON in the SDK keeps within it, whatever stands there: damage is an answer, no trap.
 */
class HostileQuestionsTest {
  private static final int ROUNDS = 300;
  private static final String TOKENS = "{}[]\",:\\0-9.eEtfn u";

  private static byte[] damaged(byte[] question, Random random) {
    byte[] damaged = question.clone();
    for (int i = random.nextInt(4); i >= 0 && damaged.length > 0; i--) {
      int at = random.nextInt(damaged.length);
      switch (random.nextInt(3)) {
        case 0 -> damaged[at] = (byte) TOKENS.charAt(random.nextInt(TOKENS.length()));
        case 1 -> damaged[at] = (byte) random.nextInt(256);
        default -> damaged = Arrays.copyOf(damaged, at);
      }
    }
    return damaged;
  }

  private static LocalHost host(PluginPackage plugin, Recording recording) throws Exception {
    Manifest manifest = plugin.manifest();
    Map<String, String> configuration = new TreeMap<>();
    for (ConfigurationProperty property : manifest.configuration()) {
      property.initial().ifPresent(value -> configuration.put(property.id(), value));
    }
    configuration.putAll(recording.configuration());
    var granted = EnumSet.copyOf(manifest.required());
    granted.addAll(manifest.optional());
    Witness witness = new Witness(recording);
    return LocalHost.start(
        plugin,
        granted,
        configuration,
        new PluginEnvironment(
            manifest.version(),
            witness,
            witness,
            () -> 0,
            new Random(1),
            PluginEnvironment.OFFLINE));
  }

  @ParameterizedTest
  @EnumSource
  void damagedQuestionsAreAnsweredOrRefused(PluginType type) throws Exception {
    PluginPackage plugin = ReferencePlugins.of(type);
    Recording recording = ReferencePlugins.recording(plugin);
    Random random = new Random(20_261_123);
    try (LocalHost host = host(plugin, recording)) {
      for (int i = 0; i < ROUNDS; i++) {
        for (RecordedCall call : recording.calls()) {
          if (!call.call().equals(RecordedCall.RELOAD)) {
            ask(host, call.call(), damaged(call.document(), random));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void deepQuestionsAreAnsweredOrRefused(PluginType type) throws Exception {
    PluginPackage plugin = ReferencePlugins.of(type);
    try (LocalHost host = host(plugin, ReferencePlugins.recording(plugin))) {
      for (String member :
          new String[] {
            "event", "peer", "stats", "request", "flow", "context", "config", "packet"
          }) {
        byte[] deep =
            ("{\"v\":1,\"" + member + "\":" + "{\"a\":[".repeat(100) + "]}".repeat(100) + "}")
                .getBytes(StandardCharsets.UTF_8);
        for (String call : type.required()) {
          ask(host, call, deep);
        }
      }
    }
  }

  private static void ask(LocalHost host, String call, byte[] question) throws Exception {
    try {
      byte[] unused = host.ask(call, question);
    } catch (PluginRefusal e) {
      // Good as well: it says that it does not understand.
    } catch (TrapException e) {
      fail(call + " of " + new String(question, StandardCharsets.ISO_8859_1), e);
    }
  }
}
