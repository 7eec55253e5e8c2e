/** Those who sign in with what a plugin knows of them. */
@NullMarked
package io.omniedge.gateway.console.vendor;

import org.jspecify.annotations.NullMarked;
