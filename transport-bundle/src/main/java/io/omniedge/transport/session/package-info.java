/**
 * One pair of transport keys: its counters, replay window and limits, and why packets are dropped.
 */
@NullMarked
package io.omniedge.transport.session;

import org.jspecify.annotations.NullMarked;
