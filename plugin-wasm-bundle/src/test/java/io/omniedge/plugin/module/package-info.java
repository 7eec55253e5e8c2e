@NullMarked
package io.omniedge.plugin.module;

import org.jspecify.annotations.NullMarked;
