/** What manager, gateways and clients say to each other; docs/protocol describes it. */
@NullMarked
package io.omniedge.protocol;

import org.jspecify.annotations.NullMarked;
