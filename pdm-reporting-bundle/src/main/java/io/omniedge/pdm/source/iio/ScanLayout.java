package io.omniedge.pdm.source.iio;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where each channel lies in a scan: in the order of their indexes, each aligned to its own size,
 * and the whole to the largest [drivers/iio/industrialio-buffer.c, iio_compute_scan_bytes].
 */
final class ScanLayout {
  private final Map<String, Integer> offsets = new HashMap<>();
  private final int bytes;

  ScanLayout(List<ScanElement> elements) {
    List<ScanElement> ordered = new ArrayList<>(elements);
    ordered.sort(Comparator.comparingInt(ScanElement::index));
    int end = 0;
    ScanElement largest = ordered.get(0);
    for (ScanElement element : ordered) {
      int offset = element.type().align(end);
      offsets.put(element.name(), offset);
      end = offset + element.type().bytes();
      if (element.type().bytes() > largest.type().bytes()) {
        largest = element;
      }
    }
    bytes = largest.type().align(end);
  }

  /** Where this channel begins. */
  int offset(String name) {
    Integer offset = offsets.get(name);
    if (offset == null) {
      throw new IllegalArgumentException(name + " is in no scan");
    }
    return offset;
  }

  /** Of a scan. */
  int bytes() {
    return bytes;
  }
}
