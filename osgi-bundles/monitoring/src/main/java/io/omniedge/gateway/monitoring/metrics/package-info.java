/** The state of the gateway as Prometheus takes it. */
@NullMarked
package io.omniedge.gateway.monitoring.metrics;

import org.jspecify.annotations.NullMarked;
