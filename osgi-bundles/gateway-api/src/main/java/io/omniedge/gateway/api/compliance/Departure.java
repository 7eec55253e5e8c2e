package io.omniedge.gateway.api.compliance;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What is about to leave the gateway. Immutable. */
public final class Departure {
  /** Where it goes. */
  public enum Destination {
    CLOUD,
    MANAGER,
    LAN
  }

  private final String source;
  private final String dataType;
  private final boolean isJson;
  private final byte[] data;
  private final Destination destination;
  private final Optional<String> country;

  /**
   * Copies the data.
   *
   * @param source which part of the gateway it is from: {@code pdm}
   * @param dataType what it is: {@code health-report}
   * @param isJson whether it is a JSON document, or bytes of another kind
   * @param country where it goes, two letters, if that is known
   */
  public Departure(
      String source,
      String dataType,
      boolean isJson,
      byte[] data,
      Destination destination,
      Optional<String> country) {
    this.source = source;
    this.dataType = dataType;
    this.isJson = isJson;
    this.data = data.clone();
    this.destination = destination;
    this.country = country;
  }

  /** Which part of the gateway it is from. */
  public String source() {
    return source;
  }

  /** What it is. */
  public String dataType() {
    return dataType;
  }

  /** Whether it is a JSON document. */
  public boolean isJson() {
    return isJson;
  }

  /** A copy of it. */
  public byte[] data() {
    return data.clone();
  }

  /** Where it goes. */
  public Destination destination() {
    return destination;
  }

  /** In which country that is, two letters. */
  public Optional<String> country() {
    return country;
  }

  @Override
  public String toString() {
    return source
        + " "
        + dataType
        + " to "
        + destination
        + country.map(in -> " in " + in).orElse("")
        + (isJson ? " " + new String(data, StandardCharsets.UTF_8) : ", " + data.length + " bytes");
  }
}
