/** What is to happen at a time. */
@NullMarked
package io.omniedge.manager.schedule;

import org.jspecify.annotations.NullMarked;
