/** What a person sends to support, without secrets. */
@NullMarked
package io.omniedge.cli.bundle;

import org.jspecify.annotations.NullMarked;
