package io.omniedge.gateway.api.report;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The way of reports to the manager. A service, there while this gateway is a member of a network,
 * whether its manager can be reached or not. Thread-safe; nothing here waits for the network.
 */
@ProviderType
public interface ReportChannel {
  /** Of a body. */
  int MOST_BYTES = 256 << 10;

  /**
   * Whose manager it is: an identifier of the tenant, the same over restarts. A service has one;
   * what was meant for one recipient must never go to another.
   */
  String recipient();

  /**
   * Takes a report if the manager can be reached now, and sends it with each new connection until
   * the manager has it. A report that is taken again takes the place of the one before.
   *
   * @param kept called once the manager has it on its own disk, by any thread, perhaps before this
   *     returns; never if this gateway is stopped or gets another identity before: then it is to be
   *     sent again
   * @return false if it was not taken, for there is no connection or too much is under way
   * @throws IllegalArgumentException if the body is too large
   */
  boolean send(Report report, Runnable kept);

  /**
   * The detached signature of a document by the identity of this gateway, {@code header..signature}
   * [RFC 7515, appendix F]; none while it has no identity.
   */
  Optional<String> signature(byte[] document);
}
