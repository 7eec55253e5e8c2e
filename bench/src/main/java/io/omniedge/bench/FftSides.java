package io.omniedge.bench;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import io.omniedge.plugin.engine.ChicoryEngine;
import io.omniedge.plugin.engine.EngineException;
import io.omniedge.plugin.engine.MeteredModule;
import io.omniedge.plugin.engine.PluginEngine.ModuleInstance;
import io.omniedge.plugin.engine.TrapException;
import io.omniedge.plugin.module.InvalidModuleException;
import io.omniedge.plugin.pack.PluginType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The sides of {@link FftBench}. */
final class FftSides {
  private static final String PREPARE = "fft_prepare";
  private static final String SIGNAL = "fft_signal";
  private static final String FORWARD = "fft_forward";

  private FftSides() {}

  /** The module as a plugin that computes reports runs: its limits, the meter. */
  static final class Metered extends FftSide.Here {
    private final ModuleInstance instance;
    private final int signal;

    Metered(byte[] module) throws BenchException {
      super("plugin engine");
      PluginType type = PluginType.PDM_REPORTING;
      try {
        instance =
            new ChicoryEngine()
                .compile(MeteredModule.of(module, type.fuel()))
                .instantiate(Map.of(), type.pages());
        long _ = instance.call(PREPARE, type.fuel());
        signal = (int) instance.call(SIGNAL, type.fuel());
      } catch (InvalidModuleException | EngineException | TrapException e) {
        throw new BenchException(name() + ": " + e.getMessage(), e);
      }
    }

    @Override
    void forward() throws BenchException {
      try {
        long _ = instance.call(FORWARD, PluginType.PDM_REPORTING.fuel());
      } catch (TrapException e) {
        throw new BenchException(name() + ": " + e.getMessage(), e);
      }
    }

    @Override
    public byte[] transform(byte[] given) throws BenchException {
      try {
        instance.memory().write(signal, given);
        forward();
        return instance.memory().read(signal, given.length, given.length);
      } catch (TrapException e) {
        throw new BenchException(name() + ": " + e.getMessage(), e);
      }
    }

    /** How much fuel the last transform used. */
    long fuel() {
      return PluginType.PDM_REPORTING.fuel() - instance.fuelLeft();
    }
  }

  /** The module without the meter, otherwise as our engine has it compiled. */
  static final class Unmetered extends FftSide.Here {
    private final Instance instance;
    private final ExportFunction forward;
    private final int signal;

    Unmetered(byte[] module) throws BenchException {
      super("the same without the meter");
      try {
        WasmModule parsed = Parser.parse(module);
        instance =
            Instance.builder(parsed)
                .withMachineFactory(
                    MachineFactoryCompiler.builder(parsed)
                        .withInterpreterFallback(InterpreterFallback.FAIL)
                        .compile())
                .withMemoryFactory(ByteArrayMemory::new)
                .build();
        instance.export(PREPARE).apply();
        forward = instance.export(FORWARD);
        signal = (int) instance.export(SIGNAL).apply()[0];
      } catch (ChicoryException e) {
        throw new BenchException(name() + ": " + e.getMessage(), e);
      }
    }

    @Override
    void forward() {
      forward.apply();
    }

    @Override
    public byte[] transform(byte[] given) {
      instance.memory().write(signal, given);
      forward();
      return instance.memory().readBytes(signal, given.length);
    }
  }

  /** The same algorithm in Java. */
  static final class PlainJava extends FftSide.Here {
    private final Fft fft = new Fft();

    PlainJava() {
      super("plain Java");
    }

    @Override
    void forward() {
      fft.forward();
    }

    @Override
    public byte[] transform(byte[] given) {
      ByteBuffer bytes = ByteBuffer.wrap(given.clone()).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asDoubleBuffer().get(fft.signal());
      forward();
      bytes.asDoubleBuffer().put(fft.signal());
      return bytes.array();
    }
  }

  /** The module in V8: a process of its own for each turn, which warms up before it counts. */
  static final class V8 implements FftSide {
    private static final Path PROGRAM = Path.of("bench", "src", "main", "js", "fft.mjs");
    private static final double WARM_UP_SECONDS = 0.5;

    private final Path module;
    private final Path signal;
    private final Path spectrum;

    V8(Path module, Path folder) {
      this.module = module;
      this.signal = folder.resolve("fft.signal");
      this.spectrum = folder.resolve("fft.spectrum");
    }

    @Override
    public String name() {
      return "V8 (node)";
    }

    private String run(double seconds) throws BenchException {
      return Command.run(
          List.of(
              "node",
              PROGRAM.toString(),
              module.toString(),
              signal.toString(),
              spectrum.toString(),
              String.format(Locale.ROOT, "%.3f", WARM_UP_SECONDS),
              String.format(Locale.ROOT, "%.3f", seconds)));
    }

    @Override
    public byte[] transform(byte[] given) throws BenchException {
      try {
        Files.write(signal, given);
        String _ = run(0);
        return Files.readAllBytes(spectrum);
      } catch (IOException e) {
        throw new BenchException("cannot exchange numbers with " + name(), e);
      }
    }

    @Override
    public double transformsPerSecond(double seconds) throws BenchException {
      String printed = run(seconds).strip();
      try {
        return Double.parseDouble(printed);
      } catch (NumberFormatException e) {
        throw new BenchException(name() + " prints no number: " + printed, e);
      }
    }
  }
}
