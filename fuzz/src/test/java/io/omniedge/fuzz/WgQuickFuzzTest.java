package io.omniedge.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.omniedge.transport.config.ConfigException;
import io.omniedge.transport.config.TunnelConfig;
import io.omniedge.transport.config.WgQuickParser;

/** A wg-quick file of any bytes is read or refused; what was read can be written and read again. */
class WgQuickFuzzTest {
  @FuzzTest
  void readsOrRefuses(byte[] file) throws ConfigException {
    TunnelConfig config;
    try {
      config = WgQuickParser.parse(file);
    } catch (ConfigException e) {
      assertFalse(e.getMessage().isEmpty());
      return;
    }
    assertEquals(config, WgQuickParser.parse(config.toWgQuickExposingSecrets()));
  }
}
