/** The primitives by BouncyCastle's lightweight API: slow, but the same on every JRE. */
@NullMarked
package io.omniedge.transport.crypto.bc;

import org.jspecify.annotations.NullMarked;
