@NullMarked
package io.omniedge.pdm.source.bus;

import org.jspecify.annotations.NullMarked;
