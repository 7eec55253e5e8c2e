package io.omniedge.pdm.source.gpio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.omniedge.pdm.source.Backend;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineRequestTest {
  private static final List<String> COMPILERS =
      List.of("/usr/bin/clang", "/usr/bin/clang-19", "/usr/bin/gcc");

  private static final String PROGRAM =
      """
      #include <stddef.h>
      #include <stdio.h>
      #include <linux/gpio.h>
      #define R struct gpio_v2_line_request
      #define C struct gpio_v2_line_config
      #define A struct gpio_v2_line_config_attribute
      #define E struct gpio_v2_line_event
      int main(void) {
        printf("%lu %zu %zu %zu %zu %zu %zu %zu %zu %zu %zu\\n",
          (unsigned long) GPIO_V2_GET_LINE_IOCTL, sizeof(R), offsetof(R, consumer),
          offsetof(R, config) + offsetof(C, flags), offsetof(R, config) + offsetof(C, num_attrs),
          offsetof(R, config) + offsetof(C, attrs),
          offsetof(R, config) + offsetof(C, attrs) + offsetof(A, attr.debounce_period_us),
          offsetof(R, config) + offsetof(C, attrs) + offsetof(A, mask),
          offsetof(R, num_lines), offsetof(R, event_buffer_size), offsetof(R, fd));
        printf("%zu %zu %zu %d\\n", sizeof(E), offsetof(E, id), offsetof(E, line_seqno),
          GPIO_V2_LINE_EVENT_RISING_EDGE);
        printf("%llu %llu %llu %llu %llu %d\\n", GPIO_V2_LINE_FLAG_INPUT,
          GPIO_V2_LINE_FLAG_EDGE_RISING, GPIO_V2_LINE_FLAG_BIAS_PULL_UP,
          GPIO_V2_LINE_FLAG_BIAS_PULL_DOWN, GPIO_V2_LINE_FLAG_BIAS_DISABLED,
          GPIO_V2_LINE_ATTR_ID_DEBOUNCE);
        return 0;
      }
      """;

  @Test
  void placesAndNumbersAreThoseOfTheKernelsHeader(@TempDir Path folder) throws Exception {
    assumeTrue(
        Files.exists(Path.of("/usr/include/linux/gpio.h")), "no <linux/gpio.h> on this machine");
    List<String> compilers =
        COMPILERS.stream().filter(path -> Files.exists(Path.of(path))).toList();
    assumeTrue(!compilers.isEmpty(), "no C compiler on this machine");
    Path source = Files.writeString(folder.resolve("layout.c"), PROGRAM);
    Path program = folder.resolve("layout");
    assertEquals(
        0,
        new ProcessBuilder(compilers.get(0), "-o", program.toString(), source.toString())
            .inheritIO()
            .start()
            .waitFor());
    Process run = new ProcessBuilder(program.toString()).start();
    String printed = new String(run.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertEquals(
        List.of(
            String.format(
                "%d %d %d %d %d %d %d %d %d %d %d",
                LineRequest.GET_LINE,
                LineRequest.BYTES,
                LineRequest.CONSUMER,
                LineRequest.FLAGS,
                LineRequest.ATTRIBUTE_COUNT,
                LineRequest.ATTRIBUTE,
                LineRequest.ATTRIBUTE_VALUE,
                LineRequest.ATTRIBUTE_MASK,
                LineRequest.LINE_COUNT,
                LineRequest.EVENT_BUFFER_SIZE,
                LineRequest.FD),
            String.format(
                "%d %d %d %d",
                LineEvent.BYTES,
                LineEvent.ID_OFFSET,
                LineEvent.LINE_SEQUENCE_OFFSET,
                LineEvent.RISING),
            String.format(
                "%d %d %d %d %d %d",
                LineRequest.INPUT,
                LineRequest.EDGE_RISING,
                LineRequest.BIAS_PULL_UP,
                LineRequest.BIAS_PULL_DOWN,
                LineRequest.BIAS_DISABLED,
                LineRequest.ATTRIBUTE_DEBOUNCE)),
        printed.lines().toList());
  }

  @Test
  void asksForRisingEdgesOfOneLine() {
    ByteBuffer request = ByteBuffer.allocate(LineRequest.BYTES);
    LineRequest.write(
        request,
        new GpioSpeedSettings(
            Backend.KERNEL, "/dev/gpiochip0", 17, 1, 1, 5, GpioSpeedSettings.Bias.PULL_UP, 250),
        64);
    ByteBuffer host = request.order(ByteOrder.nativeOrder());
    assertEquals(17, host.getInt(0));
    assertEquals(0x114, host.getLong(LineRequest.FLAGS));
    assertEquals(1, host.getInt(LineRequest.ATTRIBUTE_COUNT));
    assertEquals(250, host.getInt(LineRequest.ATTRIBUTE_VALUE));
    assertEquals(1, host.getInt(LineRequest.LINE_COUNT));
    assertEquals(64, host.getInt(LineRequest.EVENT_BUFFER_SIZE));
  }
}
