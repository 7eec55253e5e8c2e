/**
 * WireGuard's configuration protocol for userspace implementations
 * (https://www.wireguard.com/xplatform/), the text that {@code wg} speaks on {@code
 * /var/run/wireguard/NAME.sock}, without the socket.
 *
 * <p>{@link io.omniedge.transport.uapi.UapiSession} serves one connection and hands whole,
 * validated {@link io.omniedge.transport.uapi.DeviceChange}s to a {@link
 * io.omniedge.transport.uapi.ConfigurationTarget}; {@link io.omniedge.transport.uapi.ConfigChanges}
 * makes the same changes from a configuration file.
 */
@NullMarked
package io.omniedge.transport.uapi;

import org.jspecify.annotations.NullMarked;
