package io.omniedge.plugin.host;

import io.omniedge.plugin.engine.PluginEngine.ModuleInstance;
import io.omniedge.plugin.engine.TrapException;
import io.omniedge.plugin.pack.Abi;
import io.omniedge.plugin.pack.Manifest;

/**
 * An instance of a plugin, spoken to as the ABI says: a document in, a document out. Confined to
 * the thread of its plugin. After a trap it is not to be used again.
 */
final class Guest implements AutoCloseable {
  private final ModuleInstance instance;
  private final Manifest.Limits limits;
  private final boolean frees;

  /**
   * Around an instance.
   *
   * @param frees whether it takes back what it allocated
   */
  Guest(ModuleInstance instance, Manifest.Limits limits, boolean frees) {
    this.instance = instance;
    this.limits = limits;
    this.frees = frees;
  }

  /**
   * Asks it.
   *
   * @param call without prefix
   * @throws PluginRefusal if it answers with an error
   * @throws TrapException if it was ended
   */
  byte[] ask(String call, byte[] document) throws PluginRefusal, TrapException {
    long fuel = limits.fuel();
    int pointer = (int) instance.call(Abi.ALLOC, fuel, document.length);
    if (pointer == 0) {
      throw new PluginRefusal(PluginRefusal.Reason.INTERNAL, "it has no room for the question");
    }
    instance.memory().write(pointer, document);
    fuel = left();
    long answer = instance.call(Abi.PREFIX + call, fuel, pointer, document.length);
    int result = (int) (answer >>> Integer.SIZE);
    int length = (int) answer;
    if (result == 0) {
      throw PluginRefusal.ofCode(length);
    }
    byte[] bytes = instance.memory().read(result, length, limits.outputBytes());
    if (frees) {
      long unused = instance.call(Abi.FREE, left(), result, length);
    }
    return bytes;
  }

  /** What the rest of a call may use: all its parts together have the fuel of one. */
  private long left() throws TrapException {
    long left = instance.fuelLeft();
    if (left <= 0) {
      throw new TrapException(TrapException.Kind.FUEL, "it did more than it may");
    }
    return left;
  }

  /** What the last call used. */
  long usedFuel() {
    return limits.fuel() - Math.max(0, instance.fuelLeft());
  }

  int pages() {
    return instance.memory().pages();
  }

  /** Its memory is for others; it is not to be used again. */
  @Override
  public void close() {
    instance.close();
  }
}
