/** What a configuration may contain: object classes, their attributes, their options. */
@NullMarked
package org.eclipse.kura.configuration.metatype;

import org.jspecify.annotations.NullMarked;
