package io.omniedge.plugin.host;

import io.omniedge.plugin.engine.HostCall;
import io.omniedge.plugin.module.Signature;
import io.omniedge.plugin.pack.Capability;
import java.util.Optional;

/**
 * Something that a plugin can import.
 *
 * @param capability that it takes; nothing if it is harmless
 * @param denied what it answers if the capability is not granted
 */
record HostFunction(
    Optional<Capability> capability, Signature signature, long denied, HostCall.Code code) {}
