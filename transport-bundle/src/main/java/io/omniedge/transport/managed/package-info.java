/**
 * Tunnels that are configured while they run: each is kept as near to its configuration as it can
 * be, tried again when it fails, and tells what is wrong with it.
 */
@NullMarked
package io.omniedge.transport.managed;

import org.jspecify.annotations.NullMarked;
