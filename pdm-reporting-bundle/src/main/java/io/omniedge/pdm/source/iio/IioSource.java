package io.omniedge.pdm.source.iio;

import io.omniedge.pdm.source.Burst;
import io.omniedge.pdm.source.DeviceFile;
import io.omniedge.pdm.source.PlantClock;
import io.omniedge.pdm.source.SampleSource;
import io.omniedge.pdm.source.SourceChannel;
import io.omniedge.pdm.source.SourceException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The samples of a device of industrial I/O, through its buffer. Nothing else may use that buffer
 * meanwhile; all that is written in sysfs is put back.
 */
public final class IioSource implements SampleSource {
  /** Where the kernel tells of devices. */
  public static final Path DEVICES = Path.of("/sys/bus/iio/devices");

  /** Where their character devices are. */
  public static final Path DEV = Path.of("/dev");

  private static final Logger LOG = System.getLogger(IioSource.class.getName());
  private static final String TIMESTAMP = "in_timestamp";

  /** A read brings so much: twenty a second keep the latency low and the cost, too. */
  private static final double READ_SECONDS = 0.05;

  private static final double BUFFER_SECONDS = 2;
  private static final int MOST_BUFFER_SCANS = 1 << 17;
  private static final int MOST_READ_BYTES = 1 << 20;

  private final IioSettings settings;
  private final Path devices;
  private final Path dev;
  private final PlantClock clock;

  private @Nullable IioDevice device;
  private @Nullable FileChannel channel;
  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private @Nullable ScanDecoder decoder;

  /** Opens nothing yet. */
  public IioSource(IioSettings settings, Path devices, Path dev, PlantClock clock) {
    this.settings = settings;
    this.devices = devices;
    this.dev = dev;
    this.clock = clock;
  }

  @Override
  public List<SourceChannel> open() throws SourceException, InterruptedException {
    IioDevice found = IioDevice.find(devices, settings.device());
    device = found;
    try {
      return start(found);
    } catch (SourceException | InterruptedException | RuntimeException e) {
      try {
        close();
      } catch (SourceException another) {
        e.addSuppressed(another);
      }
      throw e;
    }
  }

  private List<SourceChannel> start(IioDevice found) throws SourceException, InterruptedException {
    // First of all: the kernel lets one at a time have it, and so nobody else uses the buffer.
    channel = openNode(found.node(dev));
    DeviceFile enable = found.file("buffer/enable");
    if (!enable.text().equals("0")) {
      LOG.log(Level.INFO, "{0} was left on by a process that is gone", found.node(dev));
      enable.write("0\n"); // it is not to be on again afterwards
    }
    String trigger = settings.trigger();
    if (trigger != null) {
      found.follow(trigger);
    }
    double rateHz = found.rate(settings.channels().get(0).channel(), settings.rateHz());
    boolean hasStamps = stampByOurClock(found);
    List<ScanElement> elements = enable(found, hasStamps);
    ScanLayout layout = new ScanLayout(elements);
    List<SourceChannel> channels = new ArrayList<>();
    List<ChannelScale> scales = new ArrayList<>();
    for (IioSettings.Wanted wanted : settings.channels()) {
      ChannelScale scale = ChannelScale.of(found.folder(), wanted, elements, layout);
      scales.add(scale);
      channels.add(scale.described(wanted, rateHz));
    }
    int stampOffset = hasStamps ? layout.offset(TIMESTAMP) : -1;
    decoder = new ScanDecoder(layout.bytes(), scales, stampOffset, rateHz);
    int readScans = size(found, rateHz);
    // Twice: after a pause there is more than the watermark.
    int most = Math.max(1, MOST_READ_BYTES / layout.bytes());
    buffer = ByteBuffer.allocateDirect(layout.bytes() * Math.min(2 * readScans, most));
    found.set(enable, "1");
    return channels;
  }

  /** System.nanoTime is CLOCK_MONOTONIC; without that choice stamps jump when the clock is set. */
  private static boolean stampByOurClock(IioDevice found) throws SourceException {
    DeviceFile stamps = new DeviceFile(found.scanElements().resolve(TIMESTAMP + "_en"));
    DeviceFile choice = found.file("current_timestamp_clock");
    if (stamps.find().isEmpty() || choice.find().isEmpty()) {
      return false;
    }
    found.set(choice, "monotonic");
    return true;
  }

  private List<ScanElement> enable(IioDevice found, boolean hasStamps) throws SourceException {
    Set<String> wanted = new TreeSet<>();
    settings.channels().forEach(each -> wanted.add(each.channel()));
    if (hasStamps) {
      wanted.add(TIMESTAMP);
    }
    Set<String> there = new TreeSet<>();
    for (Path each : DeviceFile.in(found.scanElements(), "in_")) {
      String file = String.valueOf(each.getFileName());
      if (file.endsWith("_en")) {
        String name = file.substring(0, file.length() - "_en".length());
        there.add(name);
        if (!wanted.contains(name)) {
          found.set(new DeviceFile(each), "0");
        }
      }
    }
    List<ScanElement> elements = new ArrayList<>();
    for (String name : wanted) {
      if (!there.contains(name)) {
        throw new SourceException(
            found.scanElements().toString(), name, "there is no such channel; there are " + there);
      }
      found.set(new DeviceFile(found.scanElements().resolve(name + "_en")), "1");
      elements.add(ScanElement.read(found.scanElements(), name));
    }
    return elements;
  }

  /** How many scans a read brings. */
  private int size(IioDevice found, double rateHz) throws SourceException {
    int length =
        settings.bufferScans() > 0
            ? settings.bufferScans()
            : (int) Math.min(MOST_BUFFER_SCANS, Math.max(16, rateHz * BUFFER_SECONDS));
    int readScans = (int) Math.max(1, Math.min(length / 2.0, rateHz * READ_SECONDS));
    found.set(found.file("buffer/length"), "" + length);
    DeviceFile watermark = found.file("buffer/watermark");
    if (watermark.find().isPresent()) {
      found.set(watermark, "" + readScans);
    }
    return readScans;
  }

  private static FileChannel openNode(Path node) throws SourceException, InterruptedException {
    try {
      return FileChannel.open(node, StandardOpenOption.READ);
    } catch (ClosedByInterruptException e) {
      throw interrupted(e);
    } catch (IOException e) {
      throw new SourceException(node.toString(), "it cannot be opened: " + e.getMessage(), e);
    }
  }

  private static InterruptedException interrupted(Exception cause) {
    InterruptedException interrupted = new InterruptedException("while reading");
    interrupted.initCause(cause);
    // Its place is the exception now; what closes the device must not be disturbed.
    if (!Thread.interrupted()) {
      interrupted.addSuppressed(new IllegalStateException("closed without an interrupt"));
    }
    return interrupted;
  }

  @Override
  public Burst read() throws SourceException, InterruptedException {
    FileChannel from = channel;
    ScanDecoder by = decoder;
    IioDevice of = device;
    if (from == null || by == null || of == null) {
      throw new IllegalStateException("not open");
    }
    String place = of.node(dev).toString();
    while (buffer.position() < by.scanBytes()) {
      try {
        if (from.read(buffer) <= 0) {
          throw new SourceException(place, "", "it gives no more samples");
        }
      } catch (ClosedByInterruptException e) {
        throw interrupted(e);
      } catch (IOException e) {
        throw new SourceException(place, "it cannot be read: " + e.getMessage(), e);
      }
    }
    buffer.flip();
    try {
      return by.decode(buffer, clock.monotonicNanos());
    } finally {
      // A part of a scan waits for the rest.
      buffer.compact();
    }
  }

  @Override
  public void close() throws SourceException {
    FileChannel open = channel;
    IioDevice used = device;
    channel = null;
    device = null;
    decoder = null;
    buffer = ByteBuffer.allocate(0);
    // Disabled before the character device is closed, for until then the buffer is ours.
    try {
      if (used != null) {
        used.restore();
      }
    } finally {
      if (open != null) {
        close(open);
      }
    }
  }

  private static void close(FileChannel open) throws SourceException {
    try {
      open.close();
    } catch (IOException e) {
      throw new SourceException("the character device", "it cannot be closed", e);
    }
  }
}
