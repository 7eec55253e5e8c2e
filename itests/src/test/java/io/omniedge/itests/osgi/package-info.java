/** The bundles on the frameworks they are meant for. */
@NullMarked
package io.omniedge.itests.osgi;

import org.jspecify.annotations.NullMarked;
