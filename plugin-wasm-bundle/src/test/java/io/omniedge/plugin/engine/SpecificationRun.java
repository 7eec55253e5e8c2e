package io.omniedge.plugin.engine;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.Store;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import io.omniedge.plugin.engine.SpecificationScript.Action;
import io.omniedge.plugin.engine.SpecificationScript.Command;
import io.omniedge.plugin.engine.SpecificationScript.Value;
import io.omniedge.plugin.module.FuelMeter;
import io.omniedge.plugin.module.InvalidModuleException;
import io.omniedge.plugin.module.ModuleOutline;
import io.omniedge.plugin.module.Preflight;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs one script in the mode in which the engine runs plugins: compiled, never interpreted. With
 * the meter, modules go through the preflight first, and what it refuses is left out by its reason.
 */
final class SpecificationRun {
  private static final long ENOUGH_FUEL = 1L << 61;

  /** Asked, and not as the specification says: no reason to leave something out. */
  private static final String SIGNALLING = "a NaN that is not quiet";

  private static final Set<String> ROUNDING =
      Set.of("min", "max", "ceil", "floor", "nearest", "trunc");

  private final Path folder;
  private final boolean isMetered;
  private final Store store = new Store();
  private final Map<String, Instance> named = new HashMap<>();
  private @Nullable Instance last;
  private String whyNone = "there is no module yet";

  private int passed;
  private int signalling;

  /** By place. */
  private final Map<String, String> failures = new TreeMap<>();

  /** By reason, how many were left out. */
  private final Map<String, Integer> leftOut = new TreeMap<>();

  SpecificationRun(Path folder, boolean isMetered, byte[] spectest) {
    this.folder = folder;
    this.isMetered = isMetered;
    store.register("spectest", instance(spectest));
  }

  int passed() {
    return passed;
  }

  /** Not among them: results that are a NaN and should be a quiet one. */
  int signalling() {
    return signalling;
  }

  Map<String, String> failures() {
    return failures;
  }

  Map<String, Integer> leftOut() {
    return leftOut;
  }

  private Instance instance(byte[] module) {
    WasmModule parsed = Parser.parse(module);
    return Instance.builder(parsed)
        .withImportValues(store.toImportValues())
        .withMachineFactory(
            MachineFactoryCompiler.builder(parsed)
                .withInterpreterFallback(InterpreterFallback.FAIL)
                .compile())
        .withMemoryFactory(ByteArrayMemory::new)
        .build();
  }

  private byte[] prepared(byte[] module) throws InvalidModuleException {
    if (!isMetered) {
      return module;
    }
    ModuleOutline outline = Preflight.check(module);
    return FuelMeter.into(module, outline, ENOUGH_FUEL, Memory.RUNTIME_MAX_PAGES);
  }

  void run(SpecificationScript script) throws Exception {
    for (Command command : script.commands()) {
      try {
        String wrong = run(command);
        if (wrong.isEmpty()) {
          passed += command.type().startsWith("assert_") || command.type().equals("action") ? 1 : 0;
        } else {
          failures.put(script.name() + ":" + command.line(), command.type() + ": " + wrong);
        }
      } catch (LeftOut e) {
        if (SIGNALLING.equals(e.getMessage())) {
          continue; // counted already
        }
        leftOut.merge(String.valueOf(e.getMessage()), 1, Integer::sum);
      }
    }
  }

  /** An assertion that cannot be asked. */
  private static final class LeftOut extends Exception {
    private static final long serialVersionUID = 1L;

    LeftOut(String reason) {
      super(reason);
    }
  }

  /** What went wrong; empty if nothing did. */
  private String run(Command command) throws Exception {
    return switch (command.type()) {
      case "module" -> module(command);
      case "register" -> register(command);
      case "action", "assert_return" -> answers(command);
      case "assert_trap", "assert_exhaustion" ->
          command.action().isPresent() ? traps(command) : refused(command);
      case "assert_invalid", "assert_malformed", "assert_unlinkable", "assert_uninstantiable" ->
          refused(command);
      default -> throw new LeftOut("unknown command " + command.type());
    };
  }

  private byte[] file(Command command) throws Exception {
    return Files.readAllBytes(folder.resolve(command.file().orElseThrow()));
  }

  private String module(Command command) throws Exception {
    last = null;
    try {
      Instance made = instance(prepared(file(command)));
      last = made;
      command.name().ifPresent(name -> named.put(name, made));
      return "";
    } catch (InvalidModuleException e) {
      whyNone = "preflight: " + reason(e);
      throw new LeftOut("module " + whyNone);
    } catch (RuntimeException | StackOverflowError e) {
      if (isMetered && String.valueOf(e.getMessage()).contains("unknown import")) {
        whyNone = "preflight refused what it imports";
        throw new LeftOut("module " + whyNone);
      }
      whyNone = "the module failed";
      return "module: " + e;
    }
  }

  /** Without the place and the numbers. */
  private static String reason(InvalidModuleException e) {
    return String.valueOf(e.getMessage())
        .replaceAll("^at byte \\d+: ", "")
        .replaceAll("\\b\\d+\\b", "N")
        .replaceAll("^\\S*\\.\\S*(\\[[^:]*|[^:]*): only", "only");
  }

  private Instance target(Optional<String> name) throws LeftOut {
    Instance found = name.isPresent() ? named.get(name.get()) : last;
    if (found == null) {
      throw new LeftOut(whyNone);
    }
    return found;
  }

  private String register(Command command) throws LeftOut {
    Instance target = target(command.name());
    store.register(command.as().orElseThrow(), target);
    return "";
  }

  private long[] act(Action action) throws LeftOut {
    Instance target = target(action.module());
    if (!action.isCall()) {
      return new long[] {target.exports().global(action.field()).getValue()};
    }
    long[] arguments = action.arguments().stream().mapToLong(Value::bits).toArray();
    long[] results = target.export(action.field()).apply(arguments);
    return results == null ? new long[0] : results;
  }

  /**
   * The engine takes minima, maxima and roundings of Java, which leave a signalling NaN as it is.
   */
  private static boolean isPassedOn(Command command, Value expected, long given) {
    String field = command.action().orElseThrow().field();
    return expected.text().equals("nan:arithmetic")
        && ROUNDING.contains(field)
        && !expected.is(given)
        && new Value(expected.type(), Value.ANY_NAN).is(given);
  }

  private String answers(Command command) throws LeftOut {
    try {
      long[] given = act(command.action().orElseThrow());
      for (int i = 0; i < command.expected().size(); i++) {
        Value expected = command.expected().get(i);
        if (i < given.length && isPassedOn(command, expected, given[i])) {
          signalling++;
          throw new LeftOut(SIGNALLING);
        } else if (i >= given.length || !expected.is(given[i])) {
          return "expected " + expected + ", got " + Arrays.toString(given);
        }
      }
      return "";
    } catch (RuntimeException | StackOverflowError e) {
      return e.toString();
    }
  }

  private String traps(Command command) throws LeftOut {
    try {
      return "no trap but " + Arrays.toString(act(command.action().orElseThrow()));
    } catch (RuntimeException | StackOverflowError e) {
      return "";
    }
  }

  private String refused(Command command) throws Exception {
    if (command.isText()) {
      throw new LeftOut("the text format is not read by the gateway");
    }
    try {
      Instance unused = instance(prepared(file(command)));
      return "it was taken";
    } catch (InvalidModuleException | RuntimeException | StackOverflowError e) {
      return "";
    }
  }
}
