/** C calls through java.lang.foreign, for Java 22 and later. */
@NullMarked
package io.omniedge.transport.crypto.ffm;

import org.jspecify.annotations.NullMarked;
