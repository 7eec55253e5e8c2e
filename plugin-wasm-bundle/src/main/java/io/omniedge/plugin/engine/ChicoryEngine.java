package io.omniedge.plugin.engine;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.ChicoryInterruptedException;
import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.GlobalFactory;
import com.dylibso.chicory.runtime.GlobalInstance;
import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.ValType;
import io.omniedge.plugin.module.ModuleImport;
import io.omniedge.plugin.module.Signature;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Chicory, which compiles to bytecode of the JVM. Never its interpreter: interrupts do not stop all
 * loops there, and what the compiler cannot do is refused.
 */
public final class ChicoryEngine implements PluginEngine {
  /**
   * Heap that a byte of a module may take while it is compiled, with room for the rest of the
   * gateway: 600 kB of code ran a heap of 48 MiB out.
   */
  private static final int HEAP_PER_BYTE = 192;

  /** Of the heap for the memories of all instances together. */
  private static final int HEAP_SHARE = 4;

  /** Of the memory that is left, what an instance may take at its start. */
  private static final int START_SHARE = 2;

  /** The same for one call: it may be long, and there are many. */
  private static final int CALL_SHARE = 8;

  private final PageBudget budget;

  /** Whose instances have a quarter of the heap together. */
  public ChicoryEngine() {
    this(
        (int)
            Math.min(
                Runtime.getRuntime().maxMemory() / HEAP_SHARE / Memory.PAGE_SIZE,
                Memory.RUNTIME_MAX_PAGES));
  }

  /** Whose instances have so many pages together. */
  ChicoryEngine(int pages) {
    budget = new PageBudget(pages);
  }

  @Override
  public CompiledModule compile(MeteredModule module) throws EngineException {
    long most = Runtime.getRuntime().maxMemory() / HEAP_PER_BYTE;
    if (module.bytes().length > most) {
      throw new EngineException(
          "it has "
              + module.bytes().length
              + " bytes of code with the meter; this gateway has the memory to compile "
              + most);
    }
    try {
      WasmModule parsed = Parser.parse(module.bytes());
      Function<Instance, Machine> machines =
          MachineFactoryCompiler.builder(parsed)
              .withInterpreterFallback(InterpreterFallback.FAIL)
              .compile();
      return new Compiled(module, parsed, machines, budget);
    } catch (ChicoryException e) {
      throw new EngineException("the module is not valid: " + e.getMessage());
    } catch (StackOverflowError e) {
      throw new EngineException("the module is too deep to compile");
    } catch (OutOfMemoryError e) {
      throw new EngineException("this gateway has not the memory to compile it");
    } catch (RuntimeException e) {
      // The compiler fails in many ways on what it cannot do; none of them is ours to tell apart.
      throw new EngineException("the module cannot be compiled: " + e);
    }
  }

  private record Compiled(
      MeteredModule module,
      WasmModule parsed,
      Function<Instance, Machine> machines,
      PageBudget budget)
      implements CompiledModule {
    @Override
    public ModuleInstance instantiate(Map<ModuleImport, HostCall.Code> imports, int maxPages)
        throws EngineException, TrapException {
      if (module.outline().memoryPages() > maxPages) {
        throw new EngineException(
            "it wants "
                + module.outline().memoryPages()
                + " pages of memory; it may have "
                + maxPages);
      }
      Running running = new Running(module, budget, maxPages);
      ImportValues.Builder values = ImportValues.builder();
      for (ModuleImport wanted : module.outline().imports()) {
        HostCall.Code code = imports.get(wanted);
        if (code == null) {
          throw new EngineException(
              "there is no " + wanted.module() + "." + wanted.name() + wanted.signature());
        }
        values.addFunction(running.host(wanted, code));
      }
      running.start(
          Instance.builder(parsed)
              .withImportValues(values.build())
              .withMachineFactory(instance -> machines.apply(running.is(instance)))
              .withMemoryFactory(limits -> memory(limits, maxPages))
              .withStart(false));
      return running;
    }

    private static Memory memory(MemoryLimits limits, int maxPages) {
      int most = Math.min(limits.maximumPages(), maxPages);
      return new ByteArrayMemory(new MemoryLimits(limits.initialPages(), most));
    }
  }

  /** An instance, while it starts and afterwards. */
  private static final class Running implements ModuleInstance, GuestMemory {
    private final MeteredModule module;
    private final PageBudget budget;
    private final int maxPages;
    private final Map<String, ExportFunction> functions = new HashMap<>();

    /** Of the budget; the pages of its memory, and while it runs those that it may take besides. */
    private int taken;

    private @Nullable Instance instance;

    /** What a host call has thrown, on its way through code that knows nothing of it. */
    private @Nullable TrapException thrown;

    Running(MeteredModule module, PageBudget budget, int maxPages) {
      this.module = module;
      this.budget = budget;
      this.maxPages = maxPages;
    }

    HostFunction host(ModuleImport wanted, HostCall.Code code) {
      Signature signature = wanted.signature();
      boolean returns = !signature.results().isEmpty();
      return new HostFunction(
          wanted.module(),
          wanted.name(),
          FunctionType.of(types(signature.parameters()), types(signature.results())),
          (unused, arguments) -> {
            try {
              long result = code.call(this, arguments);
              return returns ? new long[] {result} : new long[0];
            } catch (TrapException e) {
              thrown = e;
              throw new ChicoryException("ended by the host", e);
            }
          });
    }

    private static List<ValType> types(String letters) {
      return letters
          .chars()
          .mapToObj(
              letter ->
                  switch (letter) {
                    case 'i' -> ValType.I32;
                    case 'I' -> ValType.I64;
                    case 'f' -> ValType.F32;
                    case 'F' -> ValType.F64;
                    default -> ValType.FuncRef;
                  })
          .toList();
    }

    /** What is being made: its start section may end before anybody else gets to know it. */
    Instance is(Instance made) {
      instance = made;
      return made;
    }

    void start(Instance.Builder builder) throws EngineException, TrapException {
      int initial = module.outline().memoryPages();
      if (!budget.take(initial)) {
        throw new EngineException(
            "it wants "
                + initial
                + " pages of memory; "
                + budget.left()
                + " are left of the "
                + budget.all()
                + " that all plugins have together");
      }
      taken = initial;
      take(START_SHARE);
      try {
        Instance unused = builder.withGlobalFactory(globals(taken)).build();
        settle();
      } catch (RuntimeException | StackOverflowError e) {
        close();
        throw trap(e);
      }
    }

    /** The limit of its pages holds at its start already. They come in the order of the indices. */
    private GlobalFactory globals(int pages) {
      AtomicInteger next = new AtomicInteger();
      return (low, high, type, mutability) ->
          new GlobalInstance(
              next.getAndIncrement() == module.pagesGlobal() ? pages : low, high, type, mutability);
    }

    /** Takes what it may have besides what it has. */
    private void take(int share) {
      taken += budget.takeUpTo(maxPages - taken, share);
    }

    /** Gives back what it has not used. */
    private void settle() {
      int used = pages();
      budget.give(taken - used);
      taken = used;
    }

    @Override
    public void close() {
      budget.give(taken);
      taken = 0;
    }

    private Instance instance() {
      Instance running = instance;
      if (running == null) {
        throw new IllegalStateException("it is not running");
      }
      return running;
    }

    @Override
    public GuestMemory memory() {
      return this;
    }

    @Override
    public long call(String export, long fuel, long... arguments) throws TrapException {
      thrown = null;
      try {
        ExportFunction function = functions.get(export);
        if (function == null) {
          function = instance().export(export);
          functions.put(export, function);
        }
        take(CALL_SHARE);
        instance().global(module.pagesGlobal()).setValue(taken);
        instance().global(module.fuelGlobal()).setValue(fuel);
        long[] results = function.apply(arguments);
        return results == null || results.length == 0 ? 0 : results[0];
      } catch (RuntimeException | StackOverflowError e) {
        // The engine lets some exceptions of Java through, as of an index: traps all the same.
        throw trap(e);
      } finally {
        settle();
      }
    }

    private TrapException trap(Throwable e) {
      TrapException ended = thrown;
      if (ended != null) {
        return ended;
      }
      if (e instanceof ChicoryInterruptedException || Thread.currentThread().isInterrupted()) {
        return new TrapException(TrapException.Kind.INTERRUPTED, "it took too long");
      }
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof StackOverflowError) {
          return new TrapException(TrapException.Kind.STACK, "it called itself too deep");
        }
      }
      if (instance != null && fuelLeft() < 0) {
        return new TrapException(TrapException.Kind.FUEL, "it did more than it may");
      }
      return new TrapException(TrapException.Kind.TRAP, String.valueOf(e.getMessage()));
    }

    @Override
    public long fuelLeft() {
      return instance().global(module.fuelGlobal()).getValue();
    }

    private Memory bytes() throws TrapException {
      Memory memory = instance().memory();
      if (memory == null) {
        throw new TrapException(TrapException.Kind.BAD_RESULT, "it has no memory");
      }
      return memory;
    }

    private void check(long pointer, long length) throws TrapException {
      if (pointer + length > (long) bytes().pages() * Memory.PAGE_SIZE) {
        throw new TrapException(
            TrapException.Kind.BAD_RESULT,
            length + " bytes at " + pointer + " are not all in its memory");
      }
    }

    @Override
    public byte[] read(int pointer, int length, int most) throws TrapException {
      long size = Integer.toUnsignedLong(length);
      if (size > most) {
        throw new TrapException(
            TrapException.Kind.BAD_RESULT, "it gives " + size + " bytes; " + most + " are taken");
      }
      check(Integer.toUnsignedLong(pointer), size);
      return bytes().readBytes(pointer, length);
    }

    @Override
    public void write(int pointer, byte[] source) throws TrapException {
      check(Integer.toUnsignedLong(pointer), source.length);
      bytes().write(pointer, source);
    }

    @Override
    public int pages() {
      Memory memory = instance().memory();
      return memory == null ? 0 : memory.pages();
    }
  }
}
