/** Fakes for tests: a manual clock, in-memory networks. Never on a main class path. */
@NullMarked
package io.omniedge.testkit;

import org.jspecify.annotations.NullMarked;
