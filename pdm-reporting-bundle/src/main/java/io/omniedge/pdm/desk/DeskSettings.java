package io.omniedge.pdm.desk;

import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.pdm.triage.TriageRules;
import io.omniedge.pdm.trigger.ArmedTrigger;
import io.omniedge.pdm.trigger.TriggerBook;
import java.util.List;

/**
 * What is kept and what becomes of it, as the operator wants it.
 *
 * @param bufferBytes of all buffers together
 * @param bufferSeconds that they reach back
 * @param rules for samples
 * @param triggers of the operator
 * @param clipBytes of all clips together
 * @param uploadsClips whether a clip leaves, too
 * @param batchSeconds after which samples leave that are not urgent
 * @param recordSeconds after which samples of the route {@code local} become a file
 * @param streamSeconds that a stream lasts
 */
public record DeskSettings(
    long bufferBytes,
    long bufferSeconds,
    TriageRules rules,
    List<ArmedTrigger> triggers,
    long clipBytes,
    boolean uploadsClips,
    int batchSeconds,
    int recordSeconds,
    int streamSeconds) {
  /** Copies the list. */
  public DeskSettings {
    triggers = List.copyOf(triggers);
  }

  /** Reads and checks them; what is wrong stands in the form's problems. */
  public static DeskSettings read(FormProperties form) {
    int bufferKilobytes = form.number("bufferKilobytes", 4_096, 64, 1_048_576);
    long mostKilobytes = Runtime.getRuntime().maxMemory() / 4 / 1024;
    if (bufferKilobytes > mostKilobytes) {
      // A buffer that grows needs its old and its new place for a moment, and the tunnels need
      // some.
      form.wrong(
          "bufferKilobytes",
          "" + bufferKilobytes,
          "more than a quarter of the memory of this process (" + mostKilobytes + ")");
      bufferKilobytes = (int) mostKilobytes;
    }
    return new DeskSettings(
        bufferKilobytes * 1024L,
        form.number("bufferSeconds", 120, 1, 86_400),
        TriageRules.read(form, "rules"),
        TriggerBook.read(form, "triggers"),
        form.number("clipMegabytes", 256, 1, 1_000_000) * 1_000_000L,
        form.flag("uploadClips", false),
        form.number("batchSeconds", 10, 1, 3_600),
        form.number("recordSeconds", 60, 1, 3_600),
        form.number("streamSeconds", 30, 1, 3_600));
  }
}
