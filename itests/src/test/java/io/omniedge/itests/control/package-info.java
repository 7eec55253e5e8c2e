/** The control plane end to end: a manager, gateways that enrol, and machines behind them. */
@NullMarked
package io.omniedge.itests.control;

import org.jspecify.annotations.NullMarked;
