package io.omniedge.transport.uapi;

import io.omniedge.transport.uapi.UapiException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Serves one connection of the configuration protocol: requests of lines ended by an empty line,
 * each answered with {@code errno=N}: 0 for success, and a negative error number for a refused
 * {@code set=1}, as wireguard-go answers and {@code wg} wants it (to a positive one it says
 * "Unknown error"). Of a refused {@code get=1} {@code wg} wants the number positive. A {@code
 * set=1} is read to its end and checked as a whole before it is applied; one that is cut off
 * changes nothing.
 *
 * <p>Memory is bounded: lines of 1 KiB, requests of 4 MiB (some 15,000 peers). A connection that
 * goes beyond, or asks for an operation that does not exist, is answered and left.
 *
 * <p>Thread rule: one thread serves one connection; several sessions may share a target.
 */
public final class UapiSession {
  static final int MAX_REQUEST_BYTES = 4 << 20;

  private final ConfigurationTarget target;
  private final boolean secrets;
  private final Consumer<String> refusals;
  private final LineReader lines;
  private final DeviceStateWriter answer;

  /**
   * @param target what is configured
   * @param secrets whether this caller may see private and preshared keys
   * @param in requests, from the caller
   * @param out answers, to the caller
   * @param refusals gets one line, without secrets, for each request refused: the caller only gets
   *     a number
   */
  public UapiSession(
      ConfigurationTarget target,
      boolean secrets,
      InputStream in,
      OutputStream out,
      Consumer<String> refusals) {
    this.target = target;
    this.secrets = secrets;
    this.refusals = refusals;
    this.lines = new LineReader(in);
    this.answer = new DeviceStateWriter(out);
  }

  /**
   * Serves until the caller hangs up or breaks the protocol; the streams are left to be closed.
   *
   * @throws IOException if a stream fails
   */
  public void serve() throws IOException {
    try {
      boolean more = true;
      while (more) {
        int length = lines.next();
        if (length == LineReader.END) {
          return;
        }
        more = request(length);
        lines.wipe();
      }
    } finally {
      lines.wipe();
    }
  }

  /** One request, of which the first line is read; false if no other can follow. */
  private boolean request(int firstLength) throws IOException {
    if (firstLength == LineReader.TOO_LONG) {
      return leave(new UapiException(1, "", Reason.LINE_TOO_LONG));
    }
    String operation = new String(lines.line(), 0, firstLength, StandardCharsets.ISO_8859_1);
    DeviceChangeParser change = operation.equals("set=1") ? new DeviceChangeParser() : null;
    if (change == null && !operation.equals("get=1")) {
      return leave(new UapiException(1, "", Reason.UNKNOWN_OPERATION));
    }
    UapiException refusal = null;
    int bytes = 0;
    for (int number = 2; ; number++) {
      int length = lines.next();
      if (length == LineReader.END) {
        return false;
      }
      if (length == LineReader.TOO_LONG) {
        return leave(new UapiException(number, "", Reason.LINE_TOO_LONG));
      }
      if (length == 0) {
        complete(change, refusal);
        return true;
      }
      bytes += length + 1;
      if (bytes > MAX_REQUEST_BYTES) {
        return leave(new UapiException(number, "", Reason.REQUEST_TOO_LARGE));
      }
      if (refusal == null) {
        refusal = line(change, number, length);
      }
    }
  }

  /** Takes one line of the body; why the request must be refused, or null. */
  private @Nullable UapiException line(
      @Nullable DeviceChangeParser change, int number, int length) {
    if (change == null) {
      return new UapiException(number, "", Reason.UNEXPECTED_LINE);
    }
    try {
      change.line(number, lines.line(), length);
      return null;
    } catch (UapiException e) {
      return e;
    }
  }

  /** A request has come to its end: do it. */
  private void complete(@Nullable DeviceChangeParser change, @Nullable UapiException refusal)
      throws IOException {
    try {
      if (refusal != null) {
        throw refusal;
      }
      if (change != null) {
        target.apply(change.finish());
      } else {
        answer.state(target.state(), secrets);
      }
      answer.end(0);
    } catch (UapiException e) {
      refusals.accept(e.getMessage());
      answer.end(change == null ? e.reason().errno() : -e.reason().errno());
    } catch (ApplyException e) {
      refusals.accept(String.valueOf(e.getMessage()));
      answer.end(change == null ? e.errno() : -e.errno());
    }
  }

  /** The connection cannot be read on from here. */
  private boolean leave(UapiException e) throws IOException {
    refusals.accept(e.getMessage());
    answer.end(-e.reason().errno());
    return false;
  }
}
