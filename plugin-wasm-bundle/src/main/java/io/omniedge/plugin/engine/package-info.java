/**
 * Runs the code of plugins: the only package that knows the WebAssembly engine. What comes in has
 * been looked at by {@link io.omniedge.plugin.module.Preflight} and carries a meter.
 */
@NullMarked
package io.omniedge.plugin.engine;

import org.jspecify.annotations.NullMarked;
