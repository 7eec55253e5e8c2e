/**
 * WebAssembly modules before any engine sees them: bounds that a hostile module cannot get around,
 * and the meter that is put into its code [WebAssembly Core Specification 2.0, 5: Binary Format].
 */
@NullMarked
package io.omniedge.plugin.module;

import org.jspecify.annotations.NullMarked;
