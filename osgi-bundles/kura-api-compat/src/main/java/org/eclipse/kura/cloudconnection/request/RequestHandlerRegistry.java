package org.eclipse.kura.cloudconnection.request;

import org.eclipse.kura.KuraException;
import org.osgi.annotation.versioning.ProviderType;

/** Where handlers announce the application they answer for. */
@ProviderType
public interface RequestHandlerRegistry {
  void registerRequestHandler(String id, RequestHandler requestHandler) throws KuraException;

  void unregister(String id) throws KuraException;
}
