/** Devices of the kernel's industrial I/O: sysfs and a character device [Documentation/iio]. */
@NullMarked
package io.omniedge.pdm.source.iio;

import org.jspecify.annotations.NullMarked;
