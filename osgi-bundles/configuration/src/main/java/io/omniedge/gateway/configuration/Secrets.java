package io.omniedge.gateway.configuration;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.Password;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.OCD;
import org.eclipse.kura.configuration.metatype.Scalar;
import org.eclipse.kura.crypto.CryptoService;
import org.jspecify.annotations.Nullable;

/**
 * Passwords in their three guises: encrypted {@code String}s in ConfigurationAdmin and snapshots,
 * {@code Password}s in clear for one component, {@code Password}s around the encrypted text in
 * lists. Thread-safe.
 */
final class Secrets {
  private final CryptoService crypto;

  Secrets(CryptoService crypto) {
    this.crypto = crypto;
  }

  /**
   * Passwords in clear, whatever guise they came in: what this device encrypted is decrypted, all
   * else is taken as clear text, as on Kura.
   */
  Map<String, Object> clear(@Nullable OCD objectClass, Map<String, Object> properties) {
    return mapped(objectClass, properties, this::reveal);
  }

  /** Passwords still encrypted, but recognizable as passwords. */
  Map<String, Object> wrapped(@Nullable OCD objectClass, Map<String, Object> properties) {
    return mapped(objectClass, properties, text -> new Password(text));
  }

  /**
   * Passwords as encrypted strings. One that has not changed keeps its text, else every update
   * would look like a change to its component.
   */
  Map<String, Object> sealed(Map<String, Object> clear, Map<String, Object> running)
      throws KuraException {
    Map<String, Object> sealed = new TreeMap<>(clear);
    for (Map.Entry<String, Object> entry : sealed.entrySet()) {
      Object old = running.get(entry.getKey());
      if (entry.getValue() instanceof Password password) {
        entry.setValue(seal(password, old));
      } else if (entry.getValue() instanceof Password[] passwords) {
        String[] texts = new String[passwords.length];
        for (int i = 0; i < texts.length; i++) {
          texts[i] =
              seal(
                  passwords[i],
                  old instanceof String[] others && i < others.length ? others[i] : null);
        }
        entry.setValue(texts);
      }
    }
    return sealed;
  }

  private String seal(Password password, @Nullable Object old) throws KuraException {
    char[] clear = password.getPassword();
    if (old instanceof String text
        && isSealed(text)
        && Arrays.equals(reveal(text).getPassword(), clear)) {
      return text;
    }
    // An empty password stays visible as what it is: none.
    return clear.length == 0 ? "" : new String(crypto.encryptAes(clear));
  }

  private boolean isSealed(String text) {
    try {
      crypto.decryptAes(text.toCharArray());
      return true;
    } catch (KuraException e) {
      return false;
    }
  }

  private Password reveal(String text) {
    try {
      return new Password(crypto.decryptAes(text.toCharArray()));
    } catch (KuraException e) {
      return new Password(text);
    }
  }

  private static Map<String, Object> mapped(
      @Nullable OCD objectClass,
      Map<String, Object> properties,
      Function<String, Password> change) {
    Map<String, Object> mapped = new TreeMap<>(properties);
    mapped.replaceAll((name, value) -> one(isPassword(objectClass, name), value, change));
    return mapped;
  }

  private static Object one(boolean secret, Object value, Function<String, Password> change) {
    if (value instanceof Password password) {
      return change.apply(new String(password.getPassword()));
    }
    if (secret && value instanceof String text) {
      return change.apply(text);
    }
    boolean many = value instanceof Password[] || (secret && value instanceof String[]);
    if (many && !Arrays.asList((Object[]) value).contains(null)) {
      return Arrays.stream((Object[]) value)
          .map(element -> (Password) one(true, element, change))
          .toArray(Password[]::new);
    }
    return value;
  }

  private static boolean isPassword(@Nullable OCD objectClass, String name) {
    if (objectClass != null) {
      for (AD attribute : objectClass.getAD()) {
        if (attribute.getId().equals(name)) {
          return attribute.getType() == Scalar.PASSWORD;
        }
      }
    }
    return false;
  }
}
