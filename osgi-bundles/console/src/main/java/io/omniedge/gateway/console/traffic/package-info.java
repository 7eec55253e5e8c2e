/** What tunnels carried in the last minutes. */
@NullMarked
package io.omniedge.gateway.console.traffic;

import org.jspecify.annotations.NullMarked;
