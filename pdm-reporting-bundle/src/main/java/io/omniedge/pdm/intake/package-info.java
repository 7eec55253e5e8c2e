/** Measurements that programs of the plant send as InfluxDB line protocol. */
@NullMarked
package io.omniedge.pdm.intake;

import org.jspecify.annotations.NullMarked;
