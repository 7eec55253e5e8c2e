/** Reports of machines: taken in once, kept for a time, and what follows from them. */
@NullMarked
package io.omniedge.manager.report;

import org.jspecify.annotations.NullMarked;
