package io.omniedge.pdm.acquisition;

import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.protocol.ProtocolException;
import java.util.List;

/**
 * Which devices are read.
 *
 * @param sources none when it is off
 */
public record AcquisitionSettings(List<SourceSettings> sources) {
  /** Copies. */
  public AcquisitionSettings {
    sources = List.copyOf(sources);
  }

  /** Reads and checks them; what is wrong stands in the form's problems. */
  public static AcquisitionSettings read(FormProperties form) {
    List<SourceSettings> sources = List.of();
    try {
      sources = SourceReader.read(form.text("sources"));
    } catch (ProtocolException e) {
      form.wrong("sources: " + e.getMessage());
    }
    return new AcquisitionSettings(form.flag("enabled", false) ? sources : List.of());
  }
}
