package io.omniedge.gateway.api;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A configured component that checks its properties itself, for nobody else does on Kura. A service
 * with the property {@code kura.service.pid}, by which a web page finds what is wrong with what its
 * user entered.
 */
@ProviderType
public interface SelfChecked {
  /**
   * What is wrong with the properties, one sentence each with name, value and reason; what was in
   * force before stays in force. Any thread.
   */
  List<String> problems();
}
