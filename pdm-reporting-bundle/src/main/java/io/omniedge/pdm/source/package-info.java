/** Devices that measure, and the even time that their samples get. */
@NullMarked
package io.omniedge.pdm.source;

import org.jspecify.annotations.NullMarked;
