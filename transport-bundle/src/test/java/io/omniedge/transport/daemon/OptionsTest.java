package io.omniedge.transport.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.omniedge.tun.Offload;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line: what it means, and what it says when it is wrong. */
class OptionsTest {
  @Test
  void runsAnInterfaceWithTheDirectoriesThatWgExpects() throws UsageException {
    Options options = Options.parse(new String[] {"omni0"});
    assertEquals("run", options.command());
    assertEquals("/var/run/wireguard/omni0.sock", options.socket(".sock").toString());
    assertEquals(Set.of(), options.disabled());
  }

  @Test
  void takesOffloadsOneByOneOrAll() throws UsageException {
    assertEquals(
        Set.of(Offload.TUN_TSO, Offload.UDP_GRO),
        Options.parse("omni0 --disable-offload tun-tso,udp-gro".split(" ")).disabled());
    assertEquals(
        Set.of(Offload.values()),
        Options.parse("omni0 --disable-offload all".split(" ")).disabled());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "omni0 --disable-offload all,nonsense | --disable-offload nonsense: one of tun-tso, tun-uso,"
            + " udp-segment, udp-gro, all",
        "omni0 --native c | --native c: one of jna, ffm",
        "omni0 --log-level loud | --log-level loud: one of error, warning, info, debug",
        "omni0 --config | --config needs a value",
        "omni0 omni1 | unknown argument omni1",
        "omni0 --colour | unknown argument --colour",
        "omni%d | \"omni%d\": an interface needs a name without %",
        "check | FILE is missing",
        "status | INTERFACE is missing"
      })
  void namesTheWrongArgument(String line, String message) {
    UsageException refusal =
        assertThrows(UsageException.class, () -> Options.parse(line.split(" ")));
    assertEquals(message, refusal.getMessage());
  }
}
