package io.omniedge.protocol.sign;

/**
 * What a signature is about. The type is signed too, so that no document can be passed off as one
 * of another kind.
 */
public enum DocumentType {
  /** A network map, by the manager. */
  NETWORK_MAP("omniedge-map+json"),
  /** A wanted configuration, by the manager. */
  DESIRED("omniedge-desired+json"),
  /** A command, by the manager. */
  COMMAND("omniedge-command+json"),
  /** A request to be enrolled, by the gateway's identity. */
  ENROLMENT("omniedge-enrolment+json"),
  /** A request for a new certificate, by the gateway's identity. */
  RENEWAL("omniedge-renewal+json"),
  /** A report, of whatever content type, by the gateway's identity. */
  REPORT("omniedge-report");

  private final String typ;

  DocumentType(String typ) {
    this.typ = typ;
  }

  /** The typ header [RFC 7515, 4.1.9]. */
  public String typ() {
    return typ;
  }
}
