/** Thousands of simulated gateways in one process, for the benchmark of the manager. */
@NullMarked
package io.omniedge.bench.fleet;

import org.jspecify.annotations.NullMarked;
