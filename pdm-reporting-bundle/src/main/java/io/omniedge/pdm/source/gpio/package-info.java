/** Speed by pulses at a line of a GPIO chip [include/uapi/linux/gpio.h, version 2]. */
@NullMarked
package io.omniedge.pdm.source.gpio;

import org.jspecify.annotations.NullMarked;
