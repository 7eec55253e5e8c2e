package org.eclipse.kura.message;

import java.text.ParseException;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** A payload that asks, and says who asks, so that an answer finds its way. */
@ProviderType
public class KuraRequestPayload extends KuraPayload {
  public static final String METRIC_REQUEST_ID = "request.id";
  public static final String REQUESTER_CLIENT_ID = "requester.client.id";

  public KuraRequestPayload() {}

  /** Shares the values of the given payload. */
  public KuraRequestPayload(KuraPayload payload) {
    super(payload);
  }

  public @Nullable String getRequestId() {
    return (String) getMetric(METRIC_REQUEST_ID);
  }

  public void setRequestId(String requestId) {
    addMetric(METRIC_REQUEST_ID, requestId);
  }

  public @Nullable String getRequesterClientId() {
    return (String) getMetric(REQUESTER_CLIENT_ID);
  }

  public void setRequesterClientId(String requesterClientId) {
    addMetric(REQUESTER_CLIENT_ID, requesterClientId);
  }

  /**
   * The payload as a request.
   *
   * @throws ParseException if it does not say who asks, or has no request id
   */
  public static KuraRequestPayload buildFromKuraPayload(KuraPayload payload) throws ParseException {
    for (String name : new String[] {METRIC_REQUEST_ID, REQUESTER_CLIENT_ID}) {
      if (!(payload.getMetric(name) instanceof String)) {
        throw new ParseException("a request needs the metric " + name, 0);
      }
    }
    return new KuraRequestPayload(payload);
  }
}
