/**
 * The history of the configuration: files {@code snapshot_<milliseconds>.xml}, named as Kura names
 * them, each the whole configuration of the gateway.
 *
 * <p>A file holds one line of {@code base64(iv)-base64(ciphertext)}, AES-256-GCM with the key of
 * this device, so a file that was cut, changed or made elsewhere does not open. Only {@code
 * snapshot_0.xml}, the defaults an image may bring along, can also be clear text. The text:
 *
 * <pre>
 * omniedge-snapshot 1
 * configuration  PID                       a component with one configuration
 * configuration  PID  FACTORY-PID          an instance that somebody created
 * property  NAME  TYPE    VALUE            of the configuration above
 * property  NAME  TYPE[]  VALUE  VALUE ...
 * end
 * </pre>
 *
 * Tabs separate, {@code TYPE} is Kura's name of a scalar. In every field {@code \\ \t \n \r} and
 * {@code \}{@code uXXXX} stand for what would break a line or not survive UTF-8. Passwords are
 * {@code String}s, encrypted once more on their own; the type {@code Password} marks a clear one in
 * a hand-written {@code snapshot_0}. Without {@code end} a text is not whole. A reader refuses
 * versions it does not know.
 */
@NullMarked
package io.omniedge.gateway.configuration.snapshot;

import org.jspecify.annotations.NullMarked;
