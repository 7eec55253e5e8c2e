/** How a running process is asked from the command line: a Unix socket of its owner's. */
@NullMarked
package io.omniedge.gateway.runtime.control;

import org.jspecify.annotations.NullMarked;
