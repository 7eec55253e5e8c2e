package io.omniedge.pdm.recording;

import io.omniedge.protocol.ProtocolException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file: a line for each moment, a column for each channel, separated by commas, semicolons or
 * tabs; decimal points. The first line may name the columns; one named time, time_s, time (s), t or
 * seconds has the time in seconds. Lines that begin with # are comments.
 */
final class CsvFile {
  private static final int MAX_LINE = 8_192;
  private static final String TIME = "time|time_s|time \\(s\\)|time\\[s\\]|time \\[s\\]|t|seconds";
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d{1,40}(\\.\\d{0,40})?|\\.\\d{1,40})([eE][-+]?\\d{1,3})?");

  /** Of a step of time: more is no longer one rate. */
  private static final double STEP_TOLERANCE = 0.1;

  /** Between the rate that was set and the one of the time column. */
  private static final double RATE_TOLERANCE = 0.01;

  private final InputStream stream;
  private final byte[] buffer = new byte[MAX_LINE];
  private final List<String> names = new ArrayList<>();
  private double[][] columns = new double[0][0];
  private int rows;
  private int line;

  private CsvFile(InputStream stream) {
    this.stream = new BufferedInputStream(stream, 1 << 16);
  }

  static Recording read(InputStream stream, Recording.Settings settings)
      throws IOException, ProtocolException {
    CsvFile file = new CsvFile(stream);
    file.rows();
    return file.recording(settings);
  }

  private void rows() throws IOException, ProtocolException {
    String separator = "";
    for (String text = nextLine(); text != null; text = nextLine()) {
      if (text.isBlank() || text.startsWith("#")) {
        continue;
      }
      if (columns.length == 0) {
        separator = separator(text);
        String[] fields = text.split(separator, -1);
        columns = new double[fields.length][64];
        boolean isHeader = !NUMBER.matcher(fields[0].strip()).matches();
        for (int c = 0; c < fields.length; c++) {
          names.add(isHeader ? unquoted(fields[c].strip()) : "ch" + (c + 1));
        }
        if (fields.length > Recording.MAX_CHANNELS + 1) {
          throw new ProtocolException(
              place(0), fields.length + " columns", "at most " + Recording.MAX_CHANNELS);
        }
        if (isHeader) {
          continue;
        }
      }
      row(text.split(separator, -1));
    }
  }

  private void row(String[] fields) throws ProtocolException {
    if (fields.length != columns.length) {
      throw new ProtocolException(
          "line " + line, fields.length + " columns", "the first line has " + columns.length);
    }
    if (rows == Recording.MAX_SAMPLES || (long) rows * columns.length >= Recording.MAX_TOTAL) {
      throw new ProtocolException("line " + line, "", "it has more than fits into memory");
    }
    for (int c = 0; c < columns.length; c++) {
      String field = fields[c].strip();
      if (!NUMBER.matcher(field).matches()) {
        throw new ProtocolException(place(c), field, "it must be a number with a decimal point");
      }
      if (columns[c].length == rows) {
        columns[c] = Arrays.copyOf(columns[c], 2 * rows);
      }
      columns[c][rows] = Double.parseDouble(field);
    }
    rows++;
  }

  private Recording recording(Recording.Settings settings) throws ProtocolException {
    if (rows < 2) {
      throw new ProtocolException("line " + line, "", "it has fewer than two lines of numbers");
    }
    int time = -1;
    List<Channel> channels = new ArrayList<>();
    for (int c = 0; c < columns.length; c++) {
      if (time < 0 && names.get(c).toLowerCase(Locale.ROOT).matches(TIME)) {
        time = c;
      } else {
        channels.add(new Channel(names.get(c), Arrays.copyOf(columns[c], rows)));
      }
    }
    double rateHz = settings.rateHz();
    if (time >= 0) {
      double measured = rateOf(columns[time]);
      if (rateHz > 0 && Math.abs(rateHz - measured) > RATE_TOLERANCE * rateHz) {
        throw new ProtocolException(
            names.get(time), measured + " Hz", "the rate was set to " + rateHz);
      }
      rateHz = measured;
    } else if (!(rateHz > 0)) {
      throw new ProtocolException("rate", "", "no column is named time: the rate must be set");
    }
    return new Recording(channels, rateHz, settings.unit());
  }

  private double rateOf(double[] seconds) throws ProtocolException {
    double step = (seconds[rows - 1] - seconds[0]) / (rows - 1);
    for (int i = 1; i < rows; i++) {
      double off = seconds[i] - seconds[i - 1] - step;
      if (!(Math.abs(off) <= STEP_TOLERANCE * step)) {
        throw new ProtocolException(
            "time of row " + (i + 1),
            Double.toString(seconds[i]),
            "the steps of time must be equal, here " + step + " s");
      }
    }
    return 1 / step;
  }

  private String place(int column) {
    return "line " + line + ", column " + (column + 1);
  }

  private static String separator(String text) {
    if (text.indexOf(';') >= 0) {
      return ";";
    }
    return text.indexOf('\t') >= 0 ? "\t" : ",";
  }

  private static String unquoted(String name) {
    boolean isQuoted = name.length() > 1 && name.startsWith("\"") && name.endsWith("\"");
    return isQuoted ? name.substring(1, name.length() - 1) : name;
  }

  /** Without its end; null at the end of the file. */
  private @Nullable String nextLine() throws IOException, ProtocolException {
    int length = 0;
    line++;
    for (int b = stream.read(); b != '\n'; b = stream.read()) {
      if (b < 0) {
        if (length == 0) {
          return null;
        }
        break;
      }
      if (length == MAX_LINE) {
        throw new ProtocolException("line " + line, "", "longer than " + MAX_LINE + " bytes");
      }
      buffer[length++] = (byte) b;
    }
    String text = new String(buffer, 0, length, StandardCharsets.UTF_8);
    // A byte order mark is how some programs on Windows begin.
    return line == 1 && text.startsWith("\ufeff") ? text.substring(1) : text;
  }
}
