package io.omniedge.manager.map;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.map.NetworkMap;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * A document, packed: thousands of them stay in memory, few are looked at, and they say much the
 * same again and again. Immutable.
 */
public final class Packed {
  private final byte[] bytes;

  private Packed(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Packs a document that was read before. */
  public static Packed of(byte[] document) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    try (DeflaterOutputStream packing = new DeflaterOutputStream(out, deflater)) {
      packing.write(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      deflater.end();
    }
    return new Packed(out.toByteArray());
  }

  /** The document. */
  public JsonObject document() {
    try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
      return JsonReader.readObject(in.readNBytes(NetworkMap.MAX_BYTES), NetworkMap.MAX_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ProtocolException e) {
      throw new IllegalStateException("it was read before it was packed", e);
    }
  }
}
