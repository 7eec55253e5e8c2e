package io.omniedge.plugin.pack;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a plugin says of itself, in the custom section {@code omni.manifest}.
 *
 * @param id in reversed domain notation, {@code com.example.vibration}
 * @param version a later one replaces an earlier one, never the other way
 * @param type what it is asked
 * @param name for people
 * @param required what it cannot do without
 * @param optional what it can
 * @param limits of it, within those of its type
 * @param stateSchema of the state it hands over to its successor; 0 if it hands over none
 * @param configuration properties of its form
 * @param hosts that it may send requests to
 * @param minHost the oldest gateway that it works with
 */
public record Manifest(
    String id,
    SemanticVersion version,
    PluginType type,
    String name,
    Set<Capability> required,
    Set<Capability> optional,
    Limits limits,
    int stateSchema,
    List<ConfigurationProperty> configuration,
    Set<String> hosts,
    Optional<SemanticVersion> minHost) {
  /** The name of its section. */
  public static final String SECTION = "omni.manifest";

  static final int MAX_BYTES = 64 << 10;
  private static final int MOST_PROPERTIES = 50;
  static final String ABI = "omni/1";

  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z0-9][a-z0-9-]*){1,8}");
  private static final Pattern HOST =
      Pattern.compile(
          "[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[0-9]{1,5})?");

  /**
   * How much a plugin may use.
   *
   * @param wallMillis for a call
   * @param fuel for a call, in instructions
   * @param pages of memory, 64 KiB each
   * @param outputBytes of an answer
   * @param storeBytes that it may keep
   */
  public record Limits(int wallMillis, long fuel, int pages, int outputBytes, int storeBytes) {
    private static final int OUTPUT_BYTES = 64 << 10;
    private static final int STORE_BYTES = 256 << 10;

    /** What a plugin of that type has if it asks for nothing. */
    public static Limits of(PluginType type) {
      return new Limits(type.wallMillis(), type.fuel(), type.pages(), OUTPUT_BYTES, STORE_BYTES);
    }

    private static Limits read(Fields fields, PluginType type) throws ProtocolException {
      Limits most = of(type);
      return new Limits(
          (int) fields.integer("wallMillis", 1, most.wallMillis, most.wallMillis),
          fields.integer("fuel", 1_000, most.fuel, most.fuel),
          (int) fields.integer("pages", 1, most.pages, most.pages),
          (int) fields.integer("outputBytes", 64, most.outputBytes, most.outputBytes),
          (int) fields.integer("storeBytes", 0, most.storeBytes, most.storeBytes));
    }
  }

  /** Copies. */
  public Manifest {
    required = Set.copyOf(required);
    optional = Set.copyOf(optional);
    configuration = List.copyOf(configuration);
    hosts = Set.copyOf(hosts);
  }

  /** Reads the content of the section. */
  public static Manifest read(byte[] json) throws ProtocolException {
    JsonObject document = JsonReader.readObject(json, MAX_BYTES);
    Fields fields = Fields.of(document);
    String abi = fields.text("abi", 20);
    if (!abi.equals(ABI)) {
      throw fields.wrong("abi", abi, "this gateway speaks " + ABI);
    }
    String id = fields.text("id", ID);
    if (id.length() > 128) {
      throw fields.wrong("id", id, "it has more than 128 characters");
    }
    PluginType type = fields.parsed("type", 40, PluginType::parse);
    Fields capabilities = fields.objectOrEmpty("capabilities");
    Manifest manifest =
        new Manifest(
            id,
            fields.parsed("version", 40, SemanticVersion::parse),
            type,
            fields.optionalText("name", 80).orElse(id),
            capabilities(capabilities, "required"),
            capabilities(capabilities, "optional"),
            Limits.read(fields.objectOrEmpty("limits"), type),
            (int) fields.integer("stateSchema", 0, 1_000_000, 0),
            fields.list("configuration", MOST_PROPERTIES, ConfigurationProperty::read),
            new TreeSet<>(fields.texts("hosts", 20, 255, Manifest::host)),
            minHost(fields));
    manifest.check(fields);
    return manifest;
  }

  /**
   * The same for who makes the manifest: a member that means nothing is a mistake of his. A gateway
   * passes over it, for it may be of a later version.
   */
  static Manifest readStrictly(byte[] json) throws ProtocolException {
    Fields fields = Fields.of(JsonReader.readObject(json, MAX_BYTES));
    fields.only(
        "abi",
        "id",
        "version",
        "type",
        "name",
        "capabilities",
        "limits",
        "stateSchema",
        "configuration",
        "hosts",
        "minHost");
    fields.objectOrEmpty("capabilities").only("required", "optional");
    fields.objectOrEmpty("limits").only("wallMillis", "fuel", "pages", "outputBytes", "storeBytes");
    List<Boolean> unused =
        fields.list(
            "configuration",
            MOST_PROPERTIES,
            property -> {
              property.only(
                  "id", "type", "title", "description", "default", "min", "max", "options");
              return true;
            });
    return read(json);
  }

  private static Optional<SemanticVersion> minHost(Fields fields) throws ProtocolException {
    return fields.object().find("minHost").isPresent()
        ? Optional.of(fields.parsed("minHost", 40, SemanticVersion::parse))
        : Optional.empty();
  }

  private static Set<Capability> capabilities(Fields fields, String name) throws ProtocolException {
    EnumSet<Capability> found = EnumSet.noneOf(Capability.class);
    found.addAll(fields.texts(name, Capability.values().length, 40, Capability::parse));
    return found;
  }

  private static String host(String text) {
    if (!HOST.matcher(text).matches()) {
      throw new IllegalArgumentException("it must be a host in lower case, perhaps with a port");
    }
    return text;
  }

  private void check(Fields fields) throws ProtocolException {
    boolean sendsRequests =
        required.contains(Capability.HTTP) || optional.contains(Capability.HTTP);
    if (sendsRequests == hosts.isEmpty()) {
      throw fields.wrong(
          "hosts",
          String.join(" ", new TreeSet<>(hosts)),
          "hosts and the capability http go together");
    }
    // A packet waits for their answers.
    if (sendsRequests && (type == PluginType.QOS || type == PluginType.NETWORK_POLICY)) {
      throw fields.wrong("capabilities", "http", "plugins of type " + type.text() + " have none");
    }
    Set<String> ids = new TreeSet<>();
    for (ConfigurationProperty property : configuration) {
      if (!ids.add(property.id())) {
        throw fields.wrong("configuration", property.id(), "there are two of that id");
      }
    }
  }
}
