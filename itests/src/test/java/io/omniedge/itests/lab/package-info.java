/**
 * A laboratory of network namespaces for tests: hosts, cables, gateways, and the programs that
 * measure and check what passes between them. Needs root.
 *
 * <p>Waiting is always for a condition with a deadline, see {@link
 * io.omniedge.itests.lab.Eventually}.
 */
@NullMarked
package io.omniedge.itests.lab;

import org.jspecify.annotations.NullMarked;
