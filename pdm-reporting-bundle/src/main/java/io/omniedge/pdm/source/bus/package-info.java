/** Registers of chips at I2C and SPI, by the kernel's character devices. */
@NullMarked
package io.omniedge.pdm.source.bus;

import org.jspecify.annotations.NullMarked;
