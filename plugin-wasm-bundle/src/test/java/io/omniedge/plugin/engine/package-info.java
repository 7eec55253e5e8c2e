@NullMarked
package io.omniedge.plugin.engine;

import org.jspecify.annotations.NullMarked;
