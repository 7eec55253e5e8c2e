/** What a gateway says of a machine, as a tree of records and as JSON. */
@NullMarked
package io.omniedge.pdm.report;

import org.jspecify.annotations.NullMarked;
