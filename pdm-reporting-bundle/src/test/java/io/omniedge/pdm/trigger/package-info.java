@NullMarked
package io.omniedge.pdm.trigger;

import org.jspecify.annotations.NullMarked;
