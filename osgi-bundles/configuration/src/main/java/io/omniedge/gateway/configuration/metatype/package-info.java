/** What a configuration may contain, read from a bundle's metatype files. */
@NullMarked
package io.omniedge.gateway.configuration.metatype;

import org.jspecify.annotations.NullMarked;
