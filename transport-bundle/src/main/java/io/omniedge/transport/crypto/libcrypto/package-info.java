/**
 * The primitives by a libcrypto of the distribution, OpenSSL 3 or BoringSSL: what is the same
 * whether the C functions are called through JNA or java.lang.foreign.
 */
@NullMarked
package io.omniedge.transport.crypto.libcrypto;

import org.jspecify.annotations.NullMarked;
