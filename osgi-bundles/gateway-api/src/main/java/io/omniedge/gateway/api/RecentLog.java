package io.omniedge.gateway.api;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The newest lines of the log, kept in memory. */
@ProviderType
public interface RecentLog {
  /** At most so many of them, the oldest first. Any thread; takes a few microseconds. */
  List<LogLine> newest(int most);
}
