/** What somebody should do about a verdict, and by when [ISO 13374-2, advisory generation]. */
@NullMarked
package io.omniedge.pdm.advisory;

import org.jspecify.annotations.NullMarked;
