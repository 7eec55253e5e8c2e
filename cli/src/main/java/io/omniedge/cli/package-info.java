/** The command omniedge. */
@NullMarked
package io.omniedge.cli;

import org.jspecify.annotations.NullMarked;
