package io.omniedge.manager.access;

import java.util.Locale;

/** What a route lets its caller do; every route names one. */
public enum Permission {
  /** Anybody, without signing in: enrolment, health. */
  PUBLIC,
  /** A device, by its certificate; nobody else. */
  DEVICE,
  /** See networks, devices, sites, policy. */
  VIEW,
  /** See what is in configurations and support bundles. */
  VIEW_CONFIGURATION,
  /** See who did what. */
  VIEW_AUDIT,
  /** Approve, quarantine and revoke devices, change their names, tags, routes. */
  MANAGE_DEVICES,
  /** Change configurations and send commands. */
  OPERATE,
  /** Change networks, sites, groups, services. */
  MANAGE_NETWORKS,
  /** Make setup keys and revoke them. */
  MANAGE_SETUP_KEYS,
  /** Change who may reach what. */
  MANAGE_POLICY,
  /** Make API keys and users, and give roles up to one's own. */
  MANAGE_ACCESS,
  /** Say whose plugins are taken: trusted keys, and whether unsigned ones are. */
  MANAGE_PLUGIN_KEYS,
  /** See the manager itself: its metrics. */
  MONITOR;

  /** As the OpenAPI document has it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
