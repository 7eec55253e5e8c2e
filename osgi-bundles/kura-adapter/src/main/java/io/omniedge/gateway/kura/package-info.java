/** The gateway as Kura's cloud connections ask for it: requests in, payloads of metrics out. */
@NullMarked
package io.omniedge.gateway.kura;

import org.jspecify.annotations.NullMarked;
