/**
 * Tunnels of a mesh: values of {@link io.omniedge.gateway.api.mesh} are checked and turned into
 * what {@link io.omniedge.transport.managed} keeps.
 */
@NullMarked
package io.omniedge.transport.mesh;

import org.jspecify.annotations.NullMarked;
