/**
 * The program that runs one tunnel in the foreground, as wireguard-go does: for demos, servers and
 * tests.
 */
@NullMarked
package io.omniedge.transport.daemon;

import org.jspecify.annotations.NullMarked;
