/** JSON as the control plane uses it: bounded when read, canonical when signed. */
@NullMarked
package io.omniedge.protocol.json;

import org.jspecify.annotations.NullMarked;
