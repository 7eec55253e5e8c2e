@NullMarked
package io.omniedge.pdm.alarm;

import org.jspecify.annotations.NullMarked;
