package io.omniedge.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line that all benchmarks here share.
 *
 * <pre>
 *   --quick             the key figures only
 *   --json FILE         writes the figures there
 *   --only SUITE        one part of the benchmark
 *   --against-itself    wireguard-go on both sides: every ratio must come out as 1
 *   --wireguard-go FILE --launcher FILE --java25 HOME [--java17 HOME]    where the programs are
 * </pre>
 *
 * @param only the part to run, or null for all
 */
record Arguments(
    boolean quick,
    boolean againstItself,
    @Nullable Path json,
    @Nullable String only,
    Path wireguardGo,
    Path launcher,
    Path java25,
    @Nullable Path java17) {
  private static final double WANTED_BEST = 1.6;
  private static final double WANTED_OPENSSL = 1.4;
  private static final double WANTED_JAVA17 = 1.2;

  /** Reads the words; refuses what it does not know. */
  static Arguments parse(String[] words) throws BenchException {
    Parser parser = new Parser();
    for (int i = 0; i < words.length; i++) {
      switch (words[i]) {
        case "--quick" -> parser.quick = true;
        case "--against-itself" -> parser.againstItself = true;
        default -> {
          if (i + 1 == words.length) {
            throw new BenchException(words[i] + " needs a value, or is no option of a benchmark");
          }
          parser.value(words[i], words[++i]);
        }
      }
    }
    return new Arguments(
        parser.quick,
        parser.againstItself,
        parser.json,
        parser.only,
        required(parser.wireguardGo, "--wireguard-go"),
        required(parser.launcher, "--launcher"),
        required(parser.java25, "--java25"),
        parser.java17);
  }

  private static Path required(@Nullable Path value, String option) throws BenchException {
    if (value == null) {
      throw new BenchException(option + " is missing; the scripts bench/run-NAME give it");
    }
    return value;
  }

  /** The plan that these words make. */
  Plan plan(Path folder) {
    return new Plan(quick, only, Implementation.wireguardGo(wireguardGo), sides(), folder);
  }

  private List<Side> sides() {
    if (againstItself) {
      Implementation again = Implementation.wireguardGo(wireguardGo).with("wireguard-go again");
      return List.of(new Side(again, null, false));
    }
    Implementation ours = Implementation.omniEdge("OmniEdge", launcher, java25);
    List<Side> sides = new ArrayList<>();
    sides.add(new Side(ours, WANTED_BEST, true));
    if (!quick) {
      Implementation openSsl = ours.with("OmniEdge OpenSSL", "--aead", "openssl-ffm");
      sides.add(new Side(openSsl, WANTED_OPENSSL, false));
      if (java17 != null) {
        Implementation older = Implementation.omniEdge("OmniEdge Java 17", launcher, java17);
        sides.add(new Side(older, WANTED_JAVA17, false));
      }
    }
    return sides;
  }

  private static final class Parser {
    private boolean quick;
    private boolean againstItself;
    private @Nullable Path json;
    private @Nullable String only;
    private @Nullable Path wireguardGo;
    private @Nullable Path launcher;
    private @Nullable Path java25;
    private @Nullable Path java17;

    void value(String option, String value) throws BenchException {
      switch (option) {
        case "--json" -> json = Path.of(value);
        case "--only" -> only = value;
        case "--wireguard-go" -> wireguardGo = Path.of(value);
        case "--launcher" -> launcher = Path.of(value);
        case "--java25" -> java25 = Path.of(value);
        case "--java17" -> java17 = Path.of(value);
        default -> throw new BenchException(option + " is no option of a benchmark");
      }
    }
  }
}
