/** Tests that need more than one module: architecture rules and real networks. */
@NullMarked
package io.omniedge.itests;

import org.jspecify.annotations.NullMarked;
