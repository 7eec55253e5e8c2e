package io.omniedge.pdm.outlet;

import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonBoolean;
import io.omniedge.protocol.json.JsonNull;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a JSON document as CBOR with deterministic encoding [RFC 8949, 4.2.1]: shortest heads and
 * floats, definite lengths, members by the bytes of their names. A number that is no integer of 64
 * bits becomes the nearest double [RFC 8949, 6.2].
 */
final class CborWriter {
  // Major types [RFC 8949, 3.1], in the upper three bits.
  private static final int UNSIGNED = 0x00;
  private static final int NEGATIVE = 0x20;
  private static final int TEXT = 0x60;
  private static final int ARRAY = 0x80;
  private static final int MAP = 0xa0;

  // Simple values and floats [RFC 8949, 3.3].
  private static final int FALSE = 0xf4;
  private static final int TRUE = 0xf5;
  private static final int NULL = 0xf6;
  private static final int HALF = 0xf9;
  private static final int FLOAT = 0xfa;
  private static final int DOUBLE = 0xfb;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private CborWriter() {}

  static byte[] bytes(JsonValue document) {
    CborWriter writer = new CborWriter();
    writer.value(document);
    return writer.out.toByteArray();
  }

  private void value(JsonValue value) {
    if (value instanceof JsonObject object) {
      object(object);
    } else if (value instanceof JsonArray array) {
      head(ARRAY, array.elements().size());
      array.elements().forEach(this::value);
    } else if (value instanceof JsonString string) {
      text(string.value());
    } else if (value instanceof JsonNumber number) {
      number(number.value());
    } else if (value == JsonNull.NULL) {
      out.write(NULL);
    } else {
      out.write(value == JsonBoolean.TRUE ? TRUE : FALSE);
    }
  }

  private void object(JsonObject object) {
    // The encoded names, so the shorter one is first.
    Map<byte[], JsonValue> members = new TreeMap<>(Arrays::compareUnsigned);
    object.members().forEach((name, value) -> members.put(encoded(name), value));
    head(MAP, members.size());
    members.forEach(
        (name, value) -> {
          out.writeBytes(name);
          value(value);
        });
  }

  private static byte[] encoded(String name) {
    CborWriter writer = new CborWriter();
    writer.text(name);
    return writer.out.toByteArray();
  }

  private void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    head(TEXT, utf8.length);
    out.writeBytes(utf8);
  }

  private void number(BigDecimal number) {
    // An exponent of a billion is a short text, and no integer to write out.
    if (number.scale() <= 0 && number.precision() - number.scale() <= 20) {
      BigInteger integer = number.toBigIntegerExact();
      BigInteger unsigned = integer.signum() < 0 ? integer.not() : integer;
      if (unsigned.bitLength() <= Long.SIZE) {
        head(integer.signum() < 0 ? NEGATIVE : UNSIGNED, unsigned.longValue());
        return;
      }
    }
    floating(number.doubleValue());
  }

  private void floating(double value) {
    float shorter = (float) value;
    if (shorter != value) {
      out.write(DOUBLE);
      out.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(value).array());
      return;
    }
    int half = half(shorter);
    if (half < 0) {
      out.write(FLOAT);
      out.writeBytes(ByteBuffer.allocate(Float.BYTES).putFloat(shorter).array());
    } else {
      out.write(HALF);
      out.write(half >> 8);
      out.write(half);
    }
  }

  /** The 16 bits of IEEE 754 binary16; negative if it has not this value. */
  private static int half(float value) {
    int bits = Float.floatToIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    int exponent = (bits >>> 23 & 0xff) - 127;
    int mantissa = bits & 0x7fffff;
    if (bits << 1 == 0) {
      return sign;
    }
    if (exponent == 128) {
      return sign | 0x7c00 | mantissa >>> 13;
    }
    if (exponent >= -14) {
      boolean fits = exponent <= 15 && (mantissa & 0x1fff) == 0;
      return fits ? sign | (exponent + 15) << 10 | mantissa >>> 13 : -1;
    }
    // Below, its bits count 2^-24 each.
    int shift = -exponent - 1;
    int full = mantissa | 0x800000;
    boolean fits = exponent >= -24 && (full & (1 << shift) - 1) == 0;
    return fits ? sign | full >>> shift : -1;
  }

  /** Of the shortest form [RFC 8949, 3]. */
  private void head(int major, long argument) {
    int bytes;
    if (Long.compareUnsigned(argument, 24) < 0) {
      out.write(major | (int) argument);
      return;
    } else if (Long.compareUnsigned(argument, 0xff) <= 0) {
      bytes = 1;
    } else if (Long.compareUnsigned(argument, 0xffff) <= 0) {
      bytes = 2;
    } else {
      bytes = Long.compareUnsigned(argument, 0xffff_ffffL) <= 0 ? 4 : 8;
    }
    out.write(major | 24 + Integer.numberOfTrailingZeros(bytes));
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      out.write((int) (argument >>> shift));
    }
  }
}
