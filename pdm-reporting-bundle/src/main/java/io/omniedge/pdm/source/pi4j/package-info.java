/** Registers of chips at I2C and SPI, by Pi4J, which need not be there. */
@NullMarked
package io.omniedge.pdm.source.pi4j;

import org.jspecify.annotations.NullMarked;
