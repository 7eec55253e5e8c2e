/**
 * Who may open which flow through a tunnel: rules, the flows they let in, and the check of each
 * packet against both. No sockets, threads or clocks.
 */
@NullMarked
package io.omniedge.transport.acl;

import org.jspecify.annotations.NullMarked;
