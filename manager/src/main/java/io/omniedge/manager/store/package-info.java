/** The database: SQLite or PostgreSQL, one writer, many readers. */
@NullMarked
package io.omniedge.manager.store;

import org.jspecify.annotations.NullMarked;
