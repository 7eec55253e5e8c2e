/** Sensors of the board: sysfs [Documentation/hwmon/sysfs-interface]. */
@NullMarked
package io.omniedge.pdm.source.hwmon;

import org.jspecify.annotations.NullMarked;
