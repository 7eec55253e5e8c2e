package io.omniedge.protocol.message;

/** The last part of a topic: what a message is about, and who may send it. */
public enum Leaf {
  /** A {@link io.omniedge.protocol.map.MapUpdate}. */
  MAP("map", false),
  /** A {@link MapRequest}. */
  MAP_REQUEST("map/request", true),
  /** A signed {@link io.omniedge.protocol.config.DesiredConfiguration}; retained. */
  DESIRED("desired", false),
  /** A {@link io.omniedge.protocol.config.ReportedConfiguration}; retained. */
  REPORTED("reported", true),
  /** The forms of a gateway's components; retained. */
  FORMS("forms", true),
  /** A signed {@link Command}. */
  COMMAND("cmd", false),
  /** A {@link CommandResult}. */
  RESULT("cmd/result", true),
  /** A {@link DeviceState}; retained, and the will of the session. */
  STATE("state", true),
  /** A {@link Heartbeat}: what a state would say again. */
  HEARTBEAT("heartbeat", true),
  /** A {@link ReportMessage}. */
  REPORT("report", true),
  /** A {@link ReportKept}. */
  REPORT_KEPT("report/kept", false);

  private final String text;
  private final boolean fromDevice;

  Leaf(String text, boolean fromDevice) {
    this.text = text;
    this.fromDevice = fromDevice;
  }

  /** As topics have it. */
  public String text() {
    return text;
  }

  /** Whether devices publish it; else the manager does. */
  public boolean isFromDevice() {
    return fromDevice;
  }
}
