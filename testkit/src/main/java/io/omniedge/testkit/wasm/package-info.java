/** WebAssembly modules made by hand: plugins that do what no compiler makes. */
@NullMarked
package io.omniedge.testkit.wasm;

import org.jspecify.annotations.NullMarked;
