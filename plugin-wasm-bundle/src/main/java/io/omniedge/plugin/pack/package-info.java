/**
 * The file that a plugin comes in: one WebAssembly module, with a manifest and a signature in
 * custom sections. Nothing of it is parsed before the signature is found good.
 */
@NullMarked
package io.omniedge.plugin.pack;

import org.jspecify.annotations.NullMarked;
