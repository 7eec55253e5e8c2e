/** What is wrong with a bearing, by the tones in the envelope of its noise. */
@NullMarked
package io.omniedge.pdm.diagnosis;

import org.jspecify.annotations.NullMarked;
