/** The configuration of devices: as we want it, as they report it, and what was wanted before. */
@NullMarked
package io.omniedge.manager.configuration;

import org.jspecify.annotations.NullMarked;
