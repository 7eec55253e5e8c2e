/** Forms made from what a component says it can be configured with. */
@NullMarked
package io.omniedge.gateway.console.form;

import org.jspecify.annotations.NullMarked;
