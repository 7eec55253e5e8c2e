package io.omniedge.plugin.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The tests of the WebAssembly specification 2.0 against the engine in the mode in which it runs
 * plugins, twice: modules as they are, and through the preflight and with the meter of the fuel.
 */
class SpecificationTest {
  private static final int NOT_TO_BE_HAD = 3;

  /** Of the newer specification 3.0: initial values may name globals of the module itself. */
  private static final Set<String> NEWER =
      Set.of("data:89", "data:93", "elem:171", "elem:175", "global:352", "global:356");

  /** What the engine's parser takes and our preflight refuses. */
  private static final Set<String> LENIENT =
      Set.of(
          "binary:146",
          "binary:166",
          "binary:185",
          "binary:204",
          "binary:243",
          "binary:262",
          "binary:280",
          "binary:298",
          "imports:496",
          "memory:10",
          "memory:11");

  /** The module that writes what is read there imports a table or a memory: it is refused. */
  private static final Set<String> UNWRITTEN =
      Set.of(
          "elem:598",
          "elem:599",
          "elem:611",
          "elem:612",
          "elem:613",
          "elem:668",
          "linking:209",
          "linking:210",
          "linking:212",
          "linking:215",
          "linking:216",
          "linking:218",
          "linking:275",
          "linking:288",
          "linking:349",
          "linking:350",
          "linking:406",
          "linking:407",
          "linking:419",
          "linking:452",
          "linking:453");

  /** Minima, maxima and roundings are those of Java: a signalling NaN comes out as it went in. */
  private static final int SIGNALLING = 294;

  /** Java 17 does not always copy a sign from or to a NaN, which Math.copySign leaves open. */
  private static final Set<String> SIGNS_OF_NANS = Set.of("f32_bitwise:350", "float_misc:637");

  private static Path tests = Path.of("");
  private static final Map<String, Integer> LEFT_OUT = new TreeMap<>();
  private static int raw;
  private static int metered;
  private static int signalling;

  @BeforeAll
  static void fetch() throws Exception {
    Path said = Files.createTempFile("specification-tests", ".log");
    try {
      Process fetch =
          new ProcessBuilder(Path.of("conformance/fetch").toAbsolutePath().toString())
              .redirectError(said.toFile())
              .start();
      String found = new String(fetch.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(fetch.waitFor(5, TimeUnit.MINUTES));
      Assumptions.assumeFalse(fetch.exitValue() == NOT_TO_BE_HAD, Files.readString(said).strip());
      assertEquals(0, fetch.exitValue(), Files.readString(said));
      tests = Path.of(found.strip());
    } finally {
      Files.delete(said);
    }
  }

  @AfterAll
  static void tell() {
    System.out.println("FIGURE specification assertions passed, as they are: " + raw);
    System.out.println("FIGURE specification assertions passed, metered: " + metered);
    System.out.println(
        "FIGURE specification assertions failed, minima, maxima and roundings that pass a signalling NaN on: "
            + signalling);
    LEFT_OUT.forEach(
        (reason, count) ->
            System.out.println("FIGURE specification left out, " + reason + ": " + count));
  }

  private static List<Path> scripts() throws IOException {
    try (Stream<Path> files = Files.list(tests.resolve("v2/testdata"))) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  @Test
  void engineDoesWhatTheSpecificationSays() throws Exception {
    byte[] spectest = Files.readAllBytes(tests.resolve("testdata/spectest.wasm"));
    Map<String, String> asTheyAre = new TreeMap<>();
    Map<String, String> withMeters = new TreeMap<>();
    for (Path file : scripts()) {
      if (String.valueOf(file.getFileName()).startsWith("simd_")) {
        LEFT_OUT.merge("scripts of SIMD, which is not taken", 1, Integer::sum);
        continue;
      }
      SpecificationScript script = SpecificationScript.read(file);
      Path folder = tests.resolve("v2/testdata");
      SpecificationRun asItIs = new SpecificationRun(folder, false, spectest);
      asItIs.run(script);
      SpecificationRun withMeter = new SpecificationRun(folder, true, spectest);
      withMeter.run(script);
      raw += asItIs.passed();
      metered += withMeter.passed();
      withMeter.leftOut().forEach((reason, count) -> LEFT_OUT.merge(reason, count, Integer::sum));
      signalling += asItIs.signalling();
      assertEquals(asItIs.signalling(), withMeter.signalling(), script.name());
      asTheyAre.putAll(asItIs.failures());
      withMeters.putAll(withMeter.failures());
    }
    if (Runtime.version().feature() == 17) {
      asTheyAre.keySet().removeAll(SIGNS_OF_NANS);
      withMeters.keySet().removeAll(SIGNS_OF_NANS);
    }
    assertEquals(all(NEWER, LENIENT), asTheyAre.keySet(), asTheyAre::toString);
    assertEquals(all(NEWER, UNWRITTEN), withMeters.keySet(), withMeters::toString);
    assertEquals(SIGNALLING, signalling, "NaNs that should be quiet");
    assertTrue(raw > 25_000 && metered > 20_000, raw + " and " + metered);
  }

  private static Set<String> all(Set<String> some, Set<String> others) {
    Set<String> all = new TreeSet<>(some);
    all.addAll(others);
    return all;
  }
}
