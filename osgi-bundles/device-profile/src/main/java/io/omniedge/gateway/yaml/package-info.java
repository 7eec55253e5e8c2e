/** YAML that an operator wrote: what could hurt is refused, and each error names its line. */
@NullMarked
package io.omniedge.gateway.yaml;

import org.jspecify.annotations.NullMarked;
