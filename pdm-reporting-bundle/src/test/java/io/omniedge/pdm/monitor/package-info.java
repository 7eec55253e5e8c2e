@NullMarked
package io.omniedge.pdm.monitor;

import org.jspecify.annotations.NullMarked;
