@NullMarked
package io.omniedge.pdm.source.sensor;

import org.jspecify.annotations.NullMarked;
