/**
 * Our own declaration of the part of the Eclipse Kura API that the gateway's bundles are written
 * against: same packages, names, signatures and versions, written from a list of signatures, with
 * bodies and words of our own. It is compiled against, and installed only on our own Felix runtime;
 * on a real Kura the requirement {@code io.omniedge.standalone} keeps it from resolving and the
 * bundles meet the real API.
 *
 * <p>Left out, because nothing here uses them yet: wire, driver, channel, asset, type, executor,
 * command, net and security. {@code ApiTest} compares this module with the list: nothing missing,
 * nothing more.
 */
@NullMarked
package org.eclipse.kura;

import org.jspecify.annotations.NullMarked;
