package io.omniedge.manager.store;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import io.omniedge.protocol.net.Prefix;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Columns that hold JSON. What we wrote ourselves is read: another content is a fault of the
 * database.
 */
public final class Columns {
  private Columns() {}

  /** A list of texts, as a column has it. */
  public static String texts(Collection<String> values) {
    return JsonArray.ofTexts(values).toJson();
  }

  /** A list of prefixes, as a column has it. */
  public static String prefixes(Collection<Prefix> values) {
    return texts(values.stream().map(Prefix::toString).toList());
  }

  /** A list of texts from a column. */
  public static List<String> texts(ResultSet row, String column) throws SQLException {
    if (json(row.getString(column), column) instanceof JsonArray array) {
      List<String> texts = new ArrayList<>(array.elements().size());
      for (JsonValue element : array.elements()) {
        if (!(element instanceof JsonString text)) {
          throw new SQLException("column " + column + " has something else than texts");
        }
        texts.add(text.value());
      }
      return List.copyOf(texts);
    }
    throw new SQLException("column " + column + " is no array");
  }

  /** A list of prefixes from a column. */
  public static List<Prefix> prefixes(ResultSet row, String column) throws SQLException {
    return texts(row, column).stream().map(Prefix::parse).toList();
  }

  /** An object from a column. */
  public static JsonObject object(ResultSet row, String column) throws SQLException {
    return object(row.getString(column), column);
  }

  /** An object from the text of a column. */
  public static JsonObject object(String text, String column) throws SQLException {
    if (json(text, column) instanceof JsonObject object) {
      return object;
    }
    throw new SQLException("column " + column + " is no object");
  }

  /** An array from a column. */
  public static JsonArray array(ResultSet row, String column) throws SQLException {
    if (json(row.getString(column), column) instanceof JsonArray array) {
      return array;
    }
    throw new SQLException("column " + column + " is no array");
  }

  private static JsonValue json(String text, String column) throws SQLException {
    try {
      return JsonReader.read(text);
    } catch (ProtocolException e) {
      throw new SQLException("column " + column + " is no JSON", e);
    }
  }
}
