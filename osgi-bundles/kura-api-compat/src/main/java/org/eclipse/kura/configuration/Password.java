package org.eclipse.kura.configuration;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A secret value. Unlike Kura's, ours does not print itself: use {@link #getPassword()}, which
 * means the same on both.
 */
@ProviderType
public class Password {
  private final char[] password;

  public Password(String password) {
    this.password = password.toCharArray();
  }

  public Password(char[] password) {
    this.password = password.clone();
  }

  public char[] getPassword() {
    return password.clone();
  }

  @Override
  public String toString() {
    return "Password[secret]";
  }
}
