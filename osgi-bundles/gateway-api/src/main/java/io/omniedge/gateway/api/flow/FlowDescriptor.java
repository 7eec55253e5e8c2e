package io.omniedge.gateway.api.flow;

import java.net.InetAddress;

/**
 * A flow, as its first packet shows it: never what is in it. Immutable.
 *
 * @param tunnel name of its interface
 * @param peer public key of the other end, base64; empty if it is not known
 * @param outbound whether it was opened from this side of the tunnel
 * @param source address of who opened it
 * @param destination address of who is called
 * @param protocol of the IP header: 6 TCP, 17 UDP, ...
 * @param sourcePort 0 if the protocol has none; the identifier of an ICMP query
 * @param destinationPort 0 if the protocol has none; the identifier of an ICMP query
 * @param dscp of the inner packet, 0 to 63
 * @param length of the first packet in bytes; of a superpacket, of all its segments
 */
public record FlowDescriptor(
    String tunnel,
    String peer,
    boolean outbound,
    InetAddress source,
    InetAddress destination,
    int protocol,
    int sourcePort,
    int destinationPort,
    int dscp,
    int length) {}
