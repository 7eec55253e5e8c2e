package io.omniedge.pdm.triage;

/** Fewer samples that say the same. Of one source; one thread at a time. */
interface Reduction {
  /** Takes what comes out. */
  interface Result {
    /** Goes on. */
    void keep(long nanos, double value);

    /** Goes no further. */
    void drop(DropReason why);

    /** Another one stands for so many. */
    void aggregated(int samples);
  }

  /** Takes a sample; times never go back. */
  void take(long nanos, double value, Result result);

  /** Nothing more comes: what is held back goes on. */
  void flush(Result result);

  /** All of them. */
  final class None implements Reduction {
    @Override
    public void take(long nanos, double value, Result result) {
      result.keep(nanos, value);
    }

    @Override
    public void flush(Result result) {
      // Nothing is held back.
    }
  }

  /** Each n-th. */
  final class EveryNth implements Reduction {
    private final int every;
    private int since;

    EveryNth(int every) {
      this.every = every;
    }

    @Override
    public void take(long nanos, double value, Result result) {
      if (since == 0) {
        result.keep(nanos, value);
      } else {
        result.drop(DropReason.THINNED);
      }
      since = (since + 1) % every;
    }

    @Override
    public void flush(Result result) {
      // Nothing is held back.
    }
  }
}
