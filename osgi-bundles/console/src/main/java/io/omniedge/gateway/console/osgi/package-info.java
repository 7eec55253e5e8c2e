/** Where the framework meets the plain classes; no decisions are made here. */
@NullMarked
package io.omniedge.gateway.console.osgi;

import org.jspecify.annotations.NullMarked;
