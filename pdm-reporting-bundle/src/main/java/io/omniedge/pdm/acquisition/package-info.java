/** Which devices are read, as the operator writes it. */
@NullMarked
package io.omniedge.pdm.acquisition;

import org.jspecify.annotations.NullMarked;
