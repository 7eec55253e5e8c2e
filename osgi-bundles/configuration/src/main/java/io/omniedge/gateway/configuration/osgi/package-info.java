/** Where the framework meets the plain classes; no decisions are made here. */
@NullMarked
package io.omniedge.gateway.configuration.osgi;

import org.jspecify.annotations.NullMarked;
