@NullMarked
package io.omniedge.pdm.statistics;

import org.jspecify.annotations.NullMarked;
