/** For those who make plugins: projects, compilers, packages and keys. */
@NullMarked
package io.omniedge.cli.plugin;

import org.jspecify.annotations.NullMarked;
