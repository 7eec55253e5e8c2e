/** What there is: tenants, networks, devices, setup keys, sites, groups, services. */
@NullMarked
package io.omniedge.manager.inventory;

import org.jspecify.annotations.NullMarked;
