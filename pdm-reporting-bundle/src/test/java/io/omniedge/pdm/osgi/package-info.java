@NullMarked
package io.omniedge.pdm.osgi;

import org.jspecify.annotations.NullMarked;
