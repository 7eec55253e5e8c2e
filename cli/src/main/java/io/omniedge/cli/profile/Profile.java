package io.omniedge.cli.profile;

import io.omniedge.cli.manager.ManagerAddress;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import java.util.Optional;

/** A manager and what shows who we are there. Immutable; has secrets, so it prints without them. */
public final class Profile {
  private static final int MAX_TOKEN = 4_096;

  private final ManagerAddress manager;
  private final String network;
  private final Optional<String> apiKey;
  private final Optional<Tokens> tokens;

  private Profile(
      ManagerAddress manager, String network, Optional<String> apiKey, Optional<Tokens> tokens) {
    this.manager = manager;
    this.network = network;
    this.apiKey = apiKey;
    this.tokens = tokens;
  }

  /** Of somebody who uses an API key. */
  public static Profile ofApiKey(ManagerAddress manager, String apiKey) {
    return new Profile(manager, "", Optional.of(apiKey), Optional.empty());
  }

  /** Of somebody who signed in. */
  public static Profile ofTokens(ManagerAddress manager, Tokens tokens) {
    return new Profile(manager, "", Optional.empty(), Optional.of(tokens));
  }

  /** The same with other tokens. */
  public Profile with(Tokens other) {
    return new Profile(manager, network, apiKey, Optional.of(other));
  }

  /** The same with another network for commands that name none. */
  public Profile withNetwork(String name) {
    return new Profile(manager, name, apiKey, tokens);
  }

  /** The same manager, and nobody. */
  public Profile signedOut() {
    return new Profile(manager, network, Optional.empty(), Optional.empty());
  }

  static Profile read(JsonObject document) throws ProtocolException {
    Fields fields = Fields.of(document);
    fields.integer("version", 1, 1);
    Optional<Tokens> tokens =
        document.find("tokens").isPresent()
            ? Optional.of(Tokens.read(fields.object("tokens")))
            : Optional.empty();
    String authority = fields.optionalText("authority", 64).orElse("");
    ManagerAddress manager =
        fields.parsed(
            "manager", 300, url -> new ManagerAddress(ManagerAddress.parseUrl(url), authority));
    return new Profile(
        manager,
        fields.optionalText("network", 63).orElse(""),
        fields.optionalText("apiKey", MAX_TOKEN),
        tokens);
  }

  /** The document, secrets included. */
  JsonObject exposeJson() {
    JsonObject.Builder document =
        JsonObject.builder()
            .put("version", 1)
            .put("manager", manager.url().toString())
            .put("authority", manager.authority())
            .put("network", network)
            .putIfPresent("apiKey", apiKey);
    tokens.ifPresent(pair -> document.put("tokens", pair.exposeJson()));
    return document.build();
  }

  /** Where it is and how it is known. */
  public ManagerAddress manager() {
    return manager;
  }

  /** The network for commands that name none; may be empty. */
  public String network() {
    return network;
  }

  /** A key that does not expire by itself. */
  public Optional<String> exposeApiKey() {
    return apiKey;
  }

  /** What the device flow gave. */
  public Optional<Tokens> tokens() {
    return tokens;
  }

  /** Without secrets. */
  @Override
  public String toString() {
    return manager.url() + (apiKey.isPresent() ? " by API key" : "");
  }

  /** An access token and the one that renews it. */
  public static final class Tokens {
    private final String access;
    private final String refresh;
    private final long expiresAt;

    /**
     * Tokens.
     *
     * @param expiresAt of the access token, seconds since 1970
     */
    public Tokens(String access, String refresh, long expiresAt) {
      this.access = access;
      this.refresh = refresh;
      this.expiresAt = expiresAt;
    }

    private static Tokens read(Fields fields) throws ProtocolException {
      return new Tokens(
          fields.text("access", MAX_TOKEN),
          fields.optionalText("refresh", MAX_TOKEN).orElse(""),
          fields.integer("expiresAt", 0, JsonNumber.MAX_SAFE_INTEGER));
    }

    private JsonObject exposeJson() {
      return JsonObject.builder()
          .put("access", access)
          .put("refresh", refresh)
          .put("expiresAt", expiresAt)
          .build();
    }

    /** For requests. */
    public String exposeAccess() {
      return access;
    }

    /** For another pair; used once. Empty if there is none. */
    public String exposeRefresh() {
      return refresh;
    }

    /** Of the access token, seconds since 1970. */
    public long expiresAt() {
      return expiresAt;
    }
  }
}
