/** What people and programs see: tables, documents, errors, QR codes. */
@NullMarked
package io.omniedge.cli.output;

import org.jspecify.annotations.NullMarked;
