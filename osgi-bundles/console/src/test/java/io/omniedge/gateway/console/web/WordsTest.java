package io.omniedge.gateway.console.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1047552, 1023 KiB",
    "1024, 1.00 KiB",
    "10240, 10.0 KiB",
    "104857600, 100 MiB",
    "1048575, 1.00 MiB",
    "9223372036854775807, 8192 PiB"
  })
  void countsBytesInBinaryUnits(long bytes, String words) {
    assertEquals(words, Words.bytes(bytes));
  }

  @ParameterizedTest
  @CsvSource({"0, 0 bit/s", "125, 1.00 kbit/s", "12500000, 100 Mbit/s", "124.9999, 1.00 kbit/s"})
  void countsRatesInDecimalUnitsOfBits(double bytesPerS, String words) {
    assertEquals(words, Words.rate(bytesPerS));
  }

  @ParameterizedTest
  @CsvSource({
    "-5, 0 s",
    "59, 59 s",
    "60, 1 min 0 s",
    "3599, 59 min 59 s",
    "3600, 1 h 0 min",
    "86399, 23 h 59 min",
    "90000, 1 d 1 h"
  })
  void tellsDurationsInTwoUnits(long seconds, String words) {
    assertEquals(words, Words.duration(Duration.ofSeconds(seconds)));
  }

  @Test
  void tellsHowLongAgoAndNever() {
    Instant now = Instant.parse("2026-11-22T12:00:00Z");
    assertEquals("7 s ago", Words.ago(Optional.of(now.minusSeconds(7)), now));
    assertEquals("0 s ago", Words.ago(Optional.of(now.plusSeconds(7)), now));
    assertEquals("never", Words.ago(Optional.empty(), now));
    assertEquals("2026-11-22 12:00:00 UTC", Words.time(now));
  }
}
