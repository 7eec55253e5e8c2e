package org.eclipse.kura.message;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** A payload that answers a request. */
@ProviderType
public class KuraResponsePayload extends KuraPayload {
  public static final int RESPONSE_CODE_OK = 200;
  public static final int RESPONSE_CODE_BAD_REQUEST = 400;
  public static final int RESPONSE_CODE_NOTFOUND = 404;
  public static final int RESPONSE_CODE_ERROR = 500;
  public static final String METRIC_RESPONSE_CODE = "response.code";
  public static final String METRIC_EXCEPTION_MSG = "response.exception.message";
  public static final String METRIC_EXCEPTION_STACK = "response.exception.stack";

  public KuraResponsePayload(int responseCode) {
    this(responseCode, null);
  }

  public KuraResponsePayload(@Nullable Throwable t) {
    this(RESPONSE_CODE_ERROR, t);
  }

  public KuraResponsePayload(int responseCode, @Nullable Throwable t) {
    super(metrics(responseCode, t));
  }

  /** Shares the values of the given payload. */
  public KuraResponsePayload(KuraPayload kuraPayload) {
    super(kuraPayload);
  }

  /** The code, 0 if there is none. */
  public int getResponseCode() {
    return getMetric(METRIC_RESPONSE_CODE) instanceof Integer code ? code : 0;
  }

  public void setResponseCode(int responseCode) {
    addMetric(METRIC_RESPONSE_CODE, responseCode);
  }

  public @Nullable String getExceptionMessage() {
    return (String) getMetric(METRIC_EXCEPTION_MSG);
  }

  public void setExceptionMessage(@Nullable String message) {
    set(METRIC_EXCEPTION_MSG, message);
  }

  public @Nullable String getExceptionStack() {
    return (String) getMetric(METRIC_EXCEPTION_STACK);
  }

  public void setExceptionStack(@Nullable String stack) {
    set(METRIC_EXCEPTION_STACK, stack);
  }

  public void setException(@Nullable Throwable t) {
    Map<String, Object> described = metrics(RESPONSE_CODE_ERROR, t);
    described.remove(METRIC_RESPONSE_CODE);
    described.forEach(this::addMetric);
  }

  private void set(String name, @Nullable String value) {
    if (value == null) {
      removeMetric(name);
    } else {
      addMetric(name, value);
    }
  }

  private static Map<String, Object> metrics(int responseCode, @Nullable Throwable t) {
    Map<String, Object> metrics = new HashMap<>();
    metrics.put(METRIC_RESPONSE_CODE, responseCode);
    if (t != null) {
      StringWriter stack = new StringWriter();
      t.printStackTrace(new PrintWriter(stack, true));
      metrics.put(METRIC_EXCEPTION_STACK, stack.toString());
      if (t.getMessage() != null) {
        metrics.put(METRIC_EXCEPTION_MSG, t.getMessage());
      }
    }
    return metrics;
  }
}
