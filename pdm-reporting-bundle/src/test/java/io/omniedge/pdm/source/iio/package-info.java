@NullMarked
package io.omniedge.pdm.source.iio;

import org.jspecify.annotations.NullMarked;
