package io.omniedge.plugin.pack;

import java.util.List;
import java.util.Locale;

/** The seven types of plugins: what each is asked, and how much it may do with an answer. */
public enum PluginType {
  /** Is told what happens. */
  EVENT_HOOKS(
      20,
      2_000_000,
      32,
      List.of(),
      List.of(
          "on_state_change",
          "on_peer_discovered",
          "on_peer_disconnected",
          "on_network_change",
          "on_stats_update")),
  /** Says who somebody is. */
  AUTHENTICATION(
      50,
      5_000_000,
      32,
      List.of("supported_methods", "authenticate"),
      List.of("refresh_token", "validate_session")),
  /** Narrows who may talk to whom. */
  NETWORK_POLICY(
      10,
      1_000_000,
      32,
      List.of("validate_connection"),
      List.of("select_network", "select_exit_node", "on_context_change")),
  /** Says what is urgent. */
  QOS(2, 200_000, 16, List.of("classify_packet"), List.of()),
  /** Says what of the samples is worth keeping. */
  DATA_TRIAGE(
      20, 2_000_000, 64, List.of("configure_buffer", "register_triggers", "on_trigger"), List.of()),
  /** Says how a machine is. */
  PDM_REPORTING(
      2_000,
      500_000_000,
      256,
      List.of("configure_monitoring", "on_actuator_sample", "compute_health_report"),
      List.of()),
  /** Says what may leave the gateway. */
  COMPLIANCE(
      5_000,
      1_000_000_000,
      256,
      List.of("check_compliance", "get_compliance_mode"),
      List.of("apply_privacy_filter"));

  private final int wallMillis;
  private final long fuel;
  private final int pages;

  @SuppressWarnings("ImmutableEnumChecker") // made with List.of
  private final List<String> required;

  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> optional;

  PluginType(int wallMillis, long fuel, int pages, List<String> required, List<String> optional) {
    this.wallMillis = wallMillis;
    this.fuel = fuel;
    this.pages = pages;
    this.required = required;
    this.optional = optional;
  }

  /** How long a call may take. */
  public int wallMillis() {
    return wallMillis;
  }

  /** How much a call may do, in instructions. */
  public long fuel() {
    return fuel;
  }

  /** Memory of an instance, in pages of 64 KiB. */
  public int pages() {
    return pages;
  }

  /** Calls that each plugin of the type answers; exported as {@code omni_} and this. */
  public List<String> required() {
    return required;
  }

  /** Calls that it may answer. */
  public List<String> optional() {
    return optional;
  }

  /** As manifests have it: {@code event-hooks}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether a packet or a person waits for its answers. */
  public boolean isUrgent() {
    return this == QOS || this == NETWORK_POLICY || this == AUTHENTICATION;
  }

  /**
   * The type of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static PluginType parse(String text) {
    for (PluginType type : values()) {
      if (type.text().equals(text)) {
        return type;
      }
    }
    throw new IllegalArgumentException("it is no type of a plugin");
  }
}
