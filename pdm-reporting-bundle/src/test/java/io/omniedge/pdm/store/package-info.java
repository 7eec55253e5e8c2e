@NullMarked
package io.omniedge.pdm.store;

import org.jspecify.annotations.NullMarked;
