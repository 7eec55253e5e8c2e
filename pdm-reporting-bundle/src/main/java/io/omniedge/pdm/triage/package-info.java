/** What becomes of each sample: classes, cleaning, reduction, routes, and the account of them. */
@NullMarked
package io.omniedge.pdm.triage;

import org.jspecify.annotations.NullMarked;
