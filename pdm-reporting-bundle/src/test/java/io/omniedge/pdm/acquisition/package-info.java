@NullMarked
package io.omniedge.pdm.acquisition;

import org.jspecify.annotations.NullMarked;
