/** The certificate by which a browser knows this gateway. */
@NullMarked
package io.omniedge.gateway.console.tls;

import org.jspecify.annotations.NullMarked;
