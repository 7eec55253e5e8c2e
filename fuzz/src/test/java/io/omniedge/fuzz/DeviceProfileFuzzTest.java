package io.omniedge.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.omniedge.gateway.device.DeviceProfile;
import io.omniedge.protocol.ProtocolException;

/** A profile of any bytes is read or refused with a reason. */
class DeviceProfileFuzzTest {
  @FuzzTest
  void readsOrRefuses(byte[] yaml) throws ProtocolException {
    DeviceProfile profile;
    try {
      profile = DeviceProfile.read(yaml);
    } catch (ProtocolException e) {
      assertFalse(String.valueOf(e.getMessage()).isEmpty());
      return;
    }
    assertEquals(profile, DeviceProfile.read(yaml));
  }
}
