package io.omniedge.pdm.source.pi4j;

import io.omniedge.pdm.source.SourceException;
import io.omniedge.pdm.source.bus.BusAddress;
import io.omniedge.pdm.source.bus.RegisterBus;
import org.jspecify.annotations.Nullable;

/**
 * Registers of a chip at I2C or SPI by Pi4J. No class of Pi4J is loaded before {@link #open}, which
 * says so if there is none. One thread.
 */
public final class Pi4jBus implements RegisterBus {
  private static final String ABSENT =
      "backend pi4j needs the bundles of Pi4J, pi4j-core and a plugin for this board: no ";

  private static final String FAILED = "Pi4J says ";

  private final BusAddress where;
  private final Opening<Registers> opening;
  private @Nullable Registers registers;

  /**
   * Makes the connection with Pi4J.
   *
   * @param <T> what is open then
   */
  @FunctionalInterface
  public interface Opening<T> {
    /** Opens; what Pi4J throws may pass. */
    T open();
  }

  /** What Pi4J's two kinds of bus are to us; what it throws passes. */
  public interface Registers extends AutoCloseable {
    /** Reads so many bytes; how many came. */
    int read(int register, byte[] into, int length);

    /** Writes a byte; not negative if it went. */
    int write(int register, int value);

    @Override
    void close();
  }

  /** With a connection made so. */
  public Pi4jBus(BusAddress where, Opening<Registers> opening) {
    this.where = where;
    this.opening = opening;
  }

  /** By what Pi4J finds on this gateway; opens nothing yet. */
  public static Pi4jBus of(BusAddress where, BusAddress.SpiWishes wishes) {
    return new Pi4jBus(where, () -> Pi4jRegisters.open(Pi4jContext.detected(), where, wishes));
  }

  /**
   * Opens with Pi4J, whatever it may throw.
   *
   * @param place that is opened
   */
  public static <T> T opened(String place, Opening<T> opening) throws SourceException {
    try {
      return opening.open();
    } catch (LinkageError e) {
      throw new SourceException(place, ABSENT + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw new SourceException(place, FAILED + e, e);
    }
  }

  @Override
  public void open() throws SourceException {
    registers = opened(where.toString(), opening);
  }

  @Override
  public void read(int register, byte[] into, int length) throws SourceException {
    Registers open = required();
    check(register, length, () -> open.read(register, into, length));
  }

  @Override
  public void write(int register, int value) throws SourceException {
    Registers open = required();
    check(register, 0, () -> open.write(register, value));
  }

  private Registers required() {
    if (registers == null) {
      throw new IllegalStateException("not open");
    }
    return registers;
  }

  private void check(int register, int wanted, Opening<Integer> transfer) throws SourceException {
    int came;
    String name = String.format("register 0x%02x", register);
    try {
      came = transfer.open();
    } catch (RuntimeException e) {
      throw new SourceException(where + " " + name, FAILED + e, e);
    }
    if (came < wanted) {
      throw new SourceException(
          where.toString(), name, "Pi4J gives " + came + " of " + wanted + " bytes");
    }
  }

  @Override
  public void close() {
    Registers open = registers;
    registers = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public String toString() {
    return where.toString();
  }
}
