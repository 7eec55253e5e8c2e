/**
 * The primitives of WireGuard behind interfaces, with several providers each; secrets; the choice
 * at start.
 */
@NullMarked
package io.omniedge.transport.crypto;

import org.jspecify.annotations.NullMarked;
