package io.omniedge.plugin.engine;

import io.omniedge.plugin.module.Signature;

/**
 * A function of the host that a module can import.
 *
 * @param signature what it takes and returns; at most one result
 * @param code what it does, on the thread of the caller
 */
public record HostCall(Signature signature, Code code) {
  /** What a host function does. */
  @FunctionalInterface
  public interface Code {
    /**
     * Does it.
     *
     * @param memory of the caller, only during the call
     * @param arguments as the signature says, integers of 32 bits in the lower half
     * @return the result, 0 if there is none
     * @throws TrapException to end the caller
     */
    long call(GuestMemory memory, long... arguments) throws TrapException;
  }
}
