/** Requests that plugins send: to the hosts they named, and to nobody's private network unasked. */
@NullMarked
package io.omniedge.plugin.http;

import org.jspecify.annotations.NullMarked;
