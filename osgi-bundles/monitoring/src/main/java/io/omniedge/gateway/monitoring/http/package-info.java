/** Where and to whom metrics are given: addresses, a token, an HTTP server. */
@NullMarked
package io.omniedge.gateway.monitoring.http;

import org.jspecify.annotations.NullMarked;
