package io.omniedge.gateway.api.mesh;

/**
 * What the gateway itself decides about a tunnel. Immutable; the texts are checked by {@link
 * MeshTunnels#open}.
 *
 * @param interfaceName as {@code ip link} is to show it, 15 characters at most
 * @param listenPort UDP port, 0 for one the kernel chooses
 * @param mtu bytes of the inner packet
 * @param table where the routes go: {@code auto}, {@code off} or a number
 * @param fwMark mark on encrypted packets: a number, 0x and hexadecimal digits, or {@code off}
 */
public record MeshSettings(
    String interfaceName, int listenPort, int mtu, String table, String fwMark) {}
