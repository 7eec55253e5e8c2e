/**
 * What people prove themselves with: passwords, one-time codes, and how fast they may be guessed.
 */
@NullMarked
package io.omniedge.manager.people.password;

import org.jspecify.annotations.NullMarked;
