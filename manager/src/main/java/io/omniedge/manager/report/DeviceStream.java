package io.omniedge.manager.report;

import io.omniedge.protocol.message.ReportMessage;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The stream that a gateway is at. It has another one after each start, in no order that shows; the
 * one of which reports of the present come is the newest. What comes late of the one before is of
 * the past though it does not say so: it was sent within its minute and had others before it.
 *
 * @param stream the newest
 * @param replaced the one before; empty for none
 * @param since when it took its place, by the manager's clock: milliseconds since 1970
 */
record DeviceStream(String stream, String replaced, long since) {
  /**
   * What is of the present is a minute old at most when it is sent, and a slow line has a minute or
   * two of it on its way. A stream that comes still later was taken for an old one in error.
   */
  private static final Duration LATE = Duration.ofMinutes(3);

  /**
   * Takes notice of a report.
   *
   * @return the stream that its device is at now; empty if nobody knows
   */
  static String note(Handle handle, String device, ReportMessage report, long nowMillis) {
    Optional<DeviceStream> before =
        handle
            .createQuery("select stream, replaced, since from report_stream where device_id = ?")
            .bind(0, device)
            .map(
                (row, context) ->
                    new DeviceStream(row.getString(1), row.getString(2), row.getLong(3)))
            .findOne();
    if (report.isHistorical()
        || before.filter(now -> now.outlives(report, nowMillis)).isPresent()) {
      return before.map(DeviceStream::stream).orElse("");
    }
    handle.execute(
        "insert into report_stream (device_id, stream, replaced, since) values (?, ?, ?, ?)"
            + " on conflict (device_id) do update set stream = excluded.stream,"
            + " replaced = excluded.replaced, since = excluded.since",
        device,
        report.stream(),
        before.map(DeviceStream::stream).orElse(""),
        nowMillis);
    return report.stream();
  }

  private boolean outlives(ReportMessage report, long nowMillis) {
    return stream.equals(report.stream())
        || (replaced.equals(report.stream()) && nowMillis - since < LATE.toMillis());
  }
}
