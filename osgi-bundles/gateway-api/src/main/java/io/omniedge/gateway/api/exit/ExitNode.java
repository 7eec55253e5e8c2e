package io.omniedge.gateway.api.exit;

/**
 * A member through which others may leave the mesh. Immutable.
 *
 * @param id of the device
 * @param name its host name
 * @param address its first one in the mesh
 * @param isOnline whether its tunnel was up lately
 */
public record ExitNode(String id, String name, String address, boolean isOnline) {}
