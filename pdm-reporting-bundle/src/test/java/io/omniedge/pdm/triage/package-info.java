@NullMarked
package io.omniedge.pdm.triage;

import org.jspecify.annotations.NullMarked;
