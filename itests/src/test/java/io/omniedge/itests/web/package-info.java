/** The web page in a real browser. */
@NullMarked
package io.omniedge.itests.web;

import org.jspecify.annotations.NullMarked;
