package io.omniedge.gateway.yaml;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonBoolean;
import io.omniedge.protocol.json.JsonNull;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A YAML text as JSON values [YAML 1.2.2, 10.2], and the line of each member. Made from the events
 * of the parser, so that what could hurt is refused before it is built: anchors and aliases, with
 * which a short text becomes an endless one, tags, depth, members named twice.
 *
 * @param root the document
 * @param lines of each member by its place, as points[0].bearing; counted from 1
 */
public record YamlDocument(JsonObject root, Map<String, Integer> lines) {
  private static final int MAX_DEPTH = 8;

  /** An exponent of more digits is nobody's measurement and long to compute with. */
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][-+]?[0-9]{1,2})?");

  /**
   * Reads one.
   *
   * @throws ProtocolException if it is none, or takes more than that many bytes
   */
  public static YamlDocument read(byte[] utf8, int maxBytes) throws ProtocolException {
    if (utf8.length > maxBytes) {
      throw new ProtocolException("", utf8.length + " bytes", "at most " + maxBytes + " are taken");
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new ProtocolException("", "", "it is not UTF-8");
    }
    try {
      Iterator<Event> events =
          new Parse(LoadSettings.builder().setCodePointLimit(maxBytes).build())
              .parseString(text)
              .iterator();
      return new Builder(events).document();
    } catch (MarkedYamlEngineException e) {
      String place =
          e.getProblemMark().map(mark -> "line " + (mark.getLine() + 1)).orElse("the document");
      throw new ProtocolException(place, "", "no YAML: " + ProtocolException.shown(e.getProblem()));
    } catch (YamlEngineException e) {
      throw new ProtocolException(
          "", "", "no YAML: " + ProtocolException.shown(String.valueOf(e.getMessage())));
    }
  }

  private static final class Builder {
    private final Iterator<Event> events;
    private final Map<String, Integer> lines = new HashMap<>();

    Builder(Iterator<Event> events) {
      this.events = events;
    }

    YamlDocument document() throws ProtocolException {
      events.next();
      Event start = events.next();
      if (start.getEventId() != Event.ID.DocumentStart) {
        throw new ProtocolException("", "", "it is empty");
      }
      JsonValue root = value(events.next(), "", 0);
      events.next();
      if (events.next().getEventId() != Event.ID.StreamEnd) {
        throw new ProtocolException("", "", "a second document follows");
      }
      if (root instanceof JsonObject object) {
        return new YamlDocument(object, Map.copyOf(lines));
      }
      throw new ProtocolException("", "", "it must be a mapping of names to values");
    }

    private JsonValue value(Event event, String place, int depth) throws ProtocolException {
      int line = line(event);
      lines.put(place, line);
      refuseDangers(event, line);
      if (depth > MAX_DEPTH) {
        throw new ProtocolException("line " + line, "", "more than " + MAX_DEPTH + " levels");
      }
      if (event instanceof MappingStartEvent) {
        return object(place, depth);
      }
      if (event instanceof SequenceStartEvent) {
        List<JsonValue> elements = new ArrayList<>();
        for (Event next = events.next();
            next.getEventId() != Event.ID.SequenceEnd;
            next = events.next()) {
          elements.add(value(next, place + "[" + elements.size() + "]", depth + 1));
        }
        return new JsonArray(elements);
      }
      return scalar((ScalarEvent) event);
    }

    private JsonObject object(String place, int depth) throws ProtocolException {
      TreeMap<String, JsonValue> members = new TreeMap<>();
      for (Event key = events.next();
          key.getEventId() != Event.ID.MappingEnd;
          key = events.next()) {
        refuseDangers(key, line(key));
        if (!(key instanceof ScalarEvent scalar)) {
          throw new ProtocolException("line " + line(key), "", "a name must be a text");
        }
        String name = scalar.getValue();
        String inner = place.isEmpty() ? name : place + "." + name;
        if (members.put(name, value(events.next(), inner, depth + 1)) != null) {
          throw new ProtocolException("line " + line(key), inner, "it is there twice");
        }
      }
      return JsonObject.of(members);
    }

    private static void refuseDangers(Event event, int line) throws ProtocolException {
      boolean isTagged =
          (event instanceof ScalarEvent scalar && scalar.getTag().isPresent())
              || (event instanceof CollectionStartEvent start && start.getTag().isPresent());
      // An alias has an anchor: the one it stands for.
      boolean isAnchored = event instanceof NodeEvent node && node.getAnchor().isPresent();
      if (isTagged || isAnchored) {
        throw new ProtocolException(
            "line " + line, "", "anchors, aliases and tags are not taken: write it out");
      }
    }

    private static int line(Event event) {
      return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }

    /** By the JSON schema of YAML; what is none of its types is a text. */
    private static JsonValue scalar(ScalarEvent event) {
      String text = event.getValue();
      if (!event.isPlain()) {
        return new JsonString(text);
      }
      return switch (text) {
        case "", "~", "null" -> JsonNull.NULL;
        case "true" -> JsonBoolean.TRUE;
        case "false" -> JsonBoolean.FALSE;
        default ->
            NUMBER.matcher(text).matches()
                ? new JsonNumber(new BigDecimal(text))
                : new JsonString(text);
      };
    }
  }
}
