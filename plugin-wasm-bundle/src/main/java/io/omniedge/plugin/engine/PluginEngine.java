package io.omniedge.plugin.engine;

import io.omniedge.plugin.module.ModuleImport;
import java.util.Map;

/** An engine for WebAssembly. Thread-safe. */
public interface PluginEngine {
  /**
   * Compiles a module. Takes time and memory in proportion to its size.
   *
   * @throws EngineException if it is not valid, or the engine cannot do it
   */
  CompiledModule compile(MeteredModule module) throws EngineException;

  /** Code that is ready. Thread-safe. */
  interface CompiledModule {
    /**
     * Makes an instance and runs its start section.
     *
     * @param imports all that it imports
     * @param maxPages of memory, 64 KiB each
     * @throws EngineException if it does not fit the imports or the limits, or other instances have
     *     the memory that it needs
     * @throws TrapException if its start section is ended
     */
    ModuleInstance instantiate(Map<ModuleImport, HostCall.Code> imports, int maxPages)
        throws EngineException, TrapException;
  }

  /** Code with its memory. Not thread-safe. */
  interface ModuleInstance extends AutoCloseable {
    /** Its memory. */
    GuestMemory memory();

    /**
     * Calls an exported function.
     *
     * @param fuel how much it may do
     * @param arguments as it takes them
     * @return its result, 0 if it has none
     * @throws TrapException if it was ended; then nothing of the instance is to be used again
     */
    long call(String export, long fuel, long... arguments) throws TrapException;

    /** How much of the fuel of the last call is left. */
    long fuelLeft();

    /** Others may have its memory; it is not to be used again. */
    @Override
    void close();
  }
}
