package io.omniedge.pdm.source.iio;

import io.omniedge.pdm.source.SourceChannel;
import io.omniedge.pdm.source.SourceException;
import java.nio.file.Path;
import java.util.List;

/**
 * From counts to a unit: (raw + offset) · scale [Documentation/ABI/testing/sysfs-bus-iio].
 *
 * @param type of the channel
 * @param byteOffset of the value in a scan
 * @param offset in counts
 * @param scale with all factors
 * @param kernelUnit after it, if nobody named another
 */
record ChannelScale(ScanType type, int byteOffset, double offset, double scale, String kernelUnit) {
  static ChannelScale of(
      Path device, IioSettings.Wanted wanted, List<ScanElement> elements, ScanLayout layout)
      throws SourceException {
    ScanElement element =
        elements.stream()
            .filter(each -> each.name().equals(wanted.channel()))
            .findFirst()
            .orElseThrow();
    ScanType type = element.type();
    if (wanted.element() >= type.repeat()) {
      throw new SourceException(
          device.toString(),
          wanted.channel(),
          "it has " + type.repeat() + " values, none with the number " + wanted.element());
    }
    return new ChannelScale(
        type,
        layout.offset(element.name()) + wanted.element() * (type.storageBits() / 8),
        element.about(device, "offset", 0),
        element.about(device, "scale", 1) * element.kind().factor * wanted.factor(),
        element.kind().unit);
  }

  double value(long raw) {
    return (raw + offset) * scale;
  }

  SourceChannel described(IioSettings.Wanted wanted, double rateHz) {
    double one = (type.minimum() + offset) * scale;
    double other = one + type.fullScaleCounts() * scale;
    return new SourceChannel(
        wanted.name(),
        wanted.unit().isEmpty() ? kernelUnit : wanted.unit(),
        rateHz,
        Math.min(one, other),
        Math.max(one, other),
        type.fullScaleCounts());
  }
}
