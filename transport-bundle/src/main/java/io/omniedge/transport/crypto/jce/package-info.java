/** The primitives by javax.crypto of the JRE. */
@NullMarked
package io.omniedge.transport.crypto.jce;

import org.jspecify.annotations.NullMarked;
