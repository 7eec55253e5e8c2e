package io.omniedge.transport.config;

import io.omniedge.transport.config.ConfigException.Section;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The keys of wg(8) and wg-quick(8). */
enum Key {
  PRIVATE_KEY("PrivateKey", Section.INTERFACE, Kind.SECRET),
  LISTEN_PORT("ListenPort", Section.INTERFACE, Kind.SINGLE),
  FW_MARK("FwMark", Section.INTERFACE, Kind.SINGLE),
  ADDRESS("Address", Section.INTERFACE, Kind.LIST),
  DNS("DNS", Section.INTERFACE, Kind.LIST),
  MTU("MTU", Section.INTERFACE, Kind.SINGLE),
  TABLE("Table", Section.INTERFACE, Kind.SINGLE),
  SAVE_CONFIG("SaveConfig", Section.INTERFACE, Kind.SINGLE),
  PRE_UP("PreUp", Section.INTERFACE, Kind.HOOK),
  POST_UP("PostUp", Section.INTERFACE, Kind.HOOK),
  PRE_DOWN("PreDown", Section.INTERFACE, Kind.HOOK),
  POST_DOWN("PostDown", Section.INTERFACE, Kind.HOOK),
  PUBLIC_KEY("PublicKey", Section.PEER, Kind.SINGLE),
  PRESHARED_KEY("PresharedKey", Section.PEER, Kind.SECRET),
  ALLOWED_IPS("AllowedIPs", Section.PEER, Kind.LIST),
  ENDPOINT("Endpoint", Section.PEER, Kind.SINGLE),
  PERSISTENT_KEEPALIVE("PersistentKeepalive", Section.PEER, Kind.SINGLE);

  /** How often a key may come and what its value may be used for. */
  enum Kind {
    /** At most once in a section. */
    SINGLE,
    /** At most once, and its value is never shown. */
    SECRET,
    /** Many times, several values with commas, or empty. */
    LIST,
    /** A shell command, which we refuse; its value is never shown, since it may quote a key. */
    HOOK
  }

  private static final Map<String, Key> BY_NAME =
      Stream.of(values())
          .collect(
              Collectors.toUnmodifiableMap(
                  key -> key.spelling.toLowerCase(Locale.ROOT), Function.identity()));

  private final String spelling;
  private final Section section;
  private final Kind kind;

  Key(String spelling, Section section, Kind kind) {
    this.spelling = spelling;
    this.section = section;
    this.kind = kind;
  }

  /** The key with this name in any case, or null. */
  static @Nullable Key named(String name) {
    return BY_NAME.get(name.toLowerCase(Locale.ROOT));
  }

  /** As the documentation writes it. */
  String spelling() {
    return spelling;
  }

  Section section() {
    return section;
  }

  Kind kind() {
    return kind;
  }
}
