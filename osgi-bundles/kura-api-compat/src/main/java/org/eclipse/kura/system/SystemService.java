package org.eclipse.kura.system;

import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** What the device says of itself; only what we call. Never implement it on Kura. */
@ProviderType
public interface SystemService {
  @Nullable String getPrimaryMacAddress();

  @Nullable String getSerialNumber();

  @Nullable String getDeviceName();

  @Nullable String getPlatform();

  @Nullable String getOsArch();

  @Nullable String getOsVersion();

  @Nullable String getJavaVersion();

  @Nullable String getKuraVersion();

  @Nullable String getKuraHome();

  @Nullable String getKuraDataDirectory();

  @Nullable String getKuraUserConfigDirectory();

  @Nullable String getKuraSnapshotsDirectory();

  @Nullable String getHostname();

  Properties getProperties();
}
