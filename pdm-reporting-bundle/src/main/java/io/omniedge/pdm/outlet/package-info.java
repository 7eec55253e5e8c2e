/** The one way by which data of this bundle leave the gateway, with its budgets. */
@NullMarked
package io.omniedge.pdm.outlet;

import org.jspecify.annotations.NullMarked;
