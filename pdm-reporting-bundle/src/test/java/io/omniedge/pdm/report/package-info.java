/** Reports and their document. */
@NullMarked
package io.omniedge.pdm.report;

import org.jspecify.annotations.NullMarked;
