/** On which addresses the page is to be had. */
@NullMarked
package io.omniedge.gateway.console.listen;

import org.jspecify.annotations.NullMarked;
