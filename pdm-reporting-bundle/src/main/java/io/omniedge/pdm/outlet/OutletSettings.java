package io.omniedge.pdm.outlet;

import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.pdm.store.ReplayOrder;
import io.omniedge.pdm.store.StoreSettings;
import io.omniedge.pdm.triage.Options;
import io.omniedge.pdm.triage.PriorityClass;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * How much leaves, and under which conditions.
 *
 * @param store how what waits is kept
 * @param replayBytesASecond of the past that leave at the most; 0 for no limit
 * @param messageBytes that a message has at the most
 * @param rates of the classes that have a limit
 * @param monthBytes 0 for no limit
 * @param reservePercent of the month that only P0 and P1 may use
 * @param country where it goes, two letters
 * @param format of reports
 * @param needsGate whether nothing leaves while nobody checks it
 */
public record OutletSettings(
    StoreSettings store,
    long replayBytesASecond,
    int messageBytes,
    Map<PriorityClass, Rate> rates,
    long monthBytes,
    int reservePercent,
    Optional<String> country,
    ReportFormat format,
    boolean needsGate) {
  /**
   * A limit of bytes.
   *
   * @param bytesASecond in the long run
   * @param burst that may be saved up
   */
  public record Rate(double bytesASecond, double burst) {}

  /** Copies. */
  public OutletSettings {
    rates = Map.copyOf(rates);
  }

  /** What counts while nothing else is said. */
  public static final OutletSettings DEFAULT =
      new OutletSettings(
          StoreSettings.IN_MEMORY,
          0,
          256 << 10,
          Map.of(),
          0,
          20,
          Optional.empty(),
          ReportFormat.JSON,
          false);

  /** Reads and checks them; what is wrong stands in the form's problems. */
  public static OutletSettings read(FormProperties form) {
    StoreSettings store = store(form);
    int replay = form.number("replayBytesASecond", 0, 0, 1_000_000_000);
    int messageKilobytes = form.number("messageKilobytes", 256, 1, 65_536);
    int monthMegabytes = form.number("monthMegabytes", 0, 0, 100_000_000);
    int reserve = form.number("reservePercent", 20, 0, 100);
    String country = form.text("country");
    if (!country.matches("([A-Z]{2})?")) {
      form.wrong("country", country, "not two capital letters");
    }
    return new OutletSettings(
        store,
        replay,
        messageKilobytes * 1024,
        rates(form),
        monthMegabytes * 1_000_000L,
        reserve,
        country.isEmpty() ? Optional.empty() : Optional.of(country),
        word(form, ReportFormat.class, "format", ReportFormat.JSON),
        form.flag("needsGate", false));
  }

  private static StoreSettings store(FormProperties form) {
    int queueKilobytes = form.number("queueKilobytes", 1_024, 64, 1_048_576);
    int storeMegabytes = form.number("storeMegabytes", 64, 0, 1_000_000);
    return new StoreSettings(
        queueKilobytes * 1024L,
        storeMegabytes * 1_048_576L,
        word(form, PriorityClass.class, "storeDownTo", PriorityClass.P3),
        new StoreSettings.Sync(
            form.number("syncMillis", 1_000, 0, 3_600_000), StoreSettings.Sync.DEFAULT.records()),
        word(form, ReplayOrder.class, "order", ReplayOrder.LIVE_FIRST),
        form.number("historicalSeconds", 60, 1, 1_000_000));
  }

  private static <E extends Enum<E>> E word(
      FormProperties form, Class<E> type, String name, E byDefault) {
    String text = form.text(name);
    try {
      return text.isEmpty() ? byDefault : Options.word(type, name, text);
    } catch (IllegalArgumentException e) {
      form.wrong(String.valueOf(e.getMessage()));
      return byDefault;
    }
  }

  private static Map<PriorityClass, Rate> rates(FormProperties form) {
    Map<PriorityClass, Rate> rates = new EnumMap<>(PriorityClass.class);
    String[] lines = form.text("rates").split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      try {
        String[] words = line.split("\\s+");
        Options options = new Options(words, 1);
        PriorityClass priority = Options.word(PriorityClass.class, "class", words[0]);
        double perSecond = options.positive("bytes");
        double burst = options.has("burst") ? options.positive("burst") : 10 * perSecond;
        options.nothingElse();
        if (rates.put(priority, new Rate(perSecond, burst)) != null) {
          throw new IllegalArgumentException(priority + " is there twice");
        }
      } catch (IllegalArgumentException e) {
        form.wrong("rates line " + (i + 1), line, String.valueOf(e.getMessage()));
      }
    }
    return rates;
  }
}
