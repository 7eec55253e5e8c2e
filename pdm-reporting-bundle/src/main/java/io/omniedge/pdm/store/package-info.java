/** What waits to leave the gateway, kept over power cuts and weeks without a connection. */
@NullMarked
package io.omniedge.pdm.store;

import org.jspecify.annotations.NullMarked;
