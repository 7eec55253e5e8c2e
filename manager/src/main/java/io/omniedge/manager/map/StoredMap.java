package io.omniedge.manager.map;

import io.omniedge.manager.inventory.DeviceTable.MapVersion;
import io.omniedge.protocol.map.SignedMap;

/**
 * The last map that was made for a device, for the difference to the next one.
 *
 * @param version of it
 * @param document packed
 * @param signature of it
 */
record StoredMap(MapVersion version, Packed document, String signature) {
  static StoredMap of(MapVersion version, SignedMap map) {
    return new StoredMap(version, Packed.of(map.document().toBytes()), map.signature());
  }

  SignedMap map() {
    return new SignedMap(document.document(), signature);
  }
}
