package io.omniedge.bench;

/**
 * What the data of machines cost: the store of what waits to leave, and watching a channel.
 *
 * <p>Started by {@code bench/run-pdm} with the options of {@link TransportBench}; {@code --only
 * store} or {@code channels} is that part alone.
 */
public final class PdmBench {
  private PdmBench() {}

  /** See the class. */
  public static void main(String[] arguments) {
    System.exit(
        BenchMain.run(
            "pdm",
            arguments,
            (plan, report) -> {
              if (plan.wants("store")) {
                new StoreSuite(plan, report).run();
              }
              if (plan.wants("channels")) {
                new ChannelSuite(plan, report).run();
              }
            }));
  }
}
