package io.omniedge.gateway.agent.enrol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HardwareSerialTest {
  @TempDir Path root;

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Path folder = path.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.writeString(path, text);
  }

  @Test
  void aDeviceTreeHasItWithANul() throws IOException {
    write("sys/firmware/devicetree/base/serial-number", "10000000abcdef12\0");
    assertEquals(Optional.of("10000000abcdef12"), HardwareSerial.read(root));
  }

  @Test
  void whatManyMachinesHaveIsNone() throws IOException {
    write("sys/class/dmi/id/product_serial", "To Be Filled By O.E.M.\n");
    write("sys/class/dmi/id/board_serial", "00000000\n");
    assertEquals(Optional.empty(), HardwareSerial.read(root));
  }

  @Test
  void theBoardHasItWhenTheProductDoesNot() throws IOException {
    write("sys/class/dmi/id/product_serial", "None\n");
    write("sys/class/dmi/id/board_serial", "/7XK2/CN129\n");
    assertEquals(Optional.of("/7XK2/CN129"), HardwareSerial.read(root));
  }
}
