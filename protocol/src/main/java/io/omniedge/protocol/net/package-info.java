/** Addresses and prefixes as documents have them. */
@NullMarked
package io.omniedge.protocol.net;

import org.jspecify.annotations.NullMarked;
