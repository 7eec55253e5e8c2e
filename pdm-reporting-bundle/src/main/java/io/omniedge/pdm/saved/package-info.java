/** What has been learnt, as a document that outlives a restart. */
@NullMarked
package io.omniedge.pdm.saved;

import org.jspecify.annotations.NullMarked;
