package org.eclipse.kura.cloudconnection.request;

/** Keys of the properties of a request's message. */
public enum RequestHandlerMessageConstants {
  /** The segments of the resource path, a {@code List<String>}. */
  ARGS_KEY("args");

  private final String value;

  RequestHandlerMessageConstants(String value) {
    this.value = value;
  }

  public String value() {
    return value;
  }
}
