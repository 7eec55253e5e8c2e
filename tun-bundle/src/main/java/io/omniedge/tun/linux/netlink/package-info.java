/**
 * Links, addresses, routes and policy rules of this machine over rtnetlink, without running {@code
 * ip}.
 *
 * <p>The door for a tunnel interface is {@link
 * io.omniedge.tun.linux.netlink.InterfaceConfigurator}; {@link
 * io.omniedge.tun.linux.netlink.Rtnetlink} answers questions and makes single changes; {@link
 * io.omniedge.tun.linux.netlink.LinkMonitor} tells what others change. Needs Linux 4.17 or later
 * (FRA_PROTOCOL, by which our rules are found again); everything newer is used when there.
 */
@NullMarked
package io.omniedge.tun.linux.netlink;

import org.jspecify.annotations.NullMarked;
