/** Errors as HTTP answers have them [RFC 9457]. */
@NullMarked
package io.omniedge.manager.problem;

import org.jspecify.annotations.NullMarked;
