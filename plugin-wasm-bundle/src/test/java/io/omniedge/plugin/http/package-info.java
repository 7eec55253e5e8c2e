/** Tests of the requests that plugins send. */
@NullMarked
package io.omniedge.plugin.http;

import org.jspecify.annotations.NullMarked;
