@NullMarked
package io.omniedge.pdm.source.hwmon;

import org.jspecify.annotations.NullMarked;
