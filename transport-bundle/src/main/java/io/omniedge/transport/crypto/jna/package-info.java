/** C calls through JNA, for every JRE from 17. */
@NullMarked
package io.omniedge.transport.crypto.jna;

import org.jspecify.annotations.NullMarked;
