package io.omniedge.gateway.configuration.osgi;

import io.omniedge.gateway.configuration.crypto.DeviceCrypto;
import io.omniedge.gateway.configuration.crypto.DeviceKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.eclipse.kura.crypto.CryptoService;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The CryptoService of the framework; its key is in {@code device.key} of the data directory. */
@Component(name = "io.omniedge.gateway.crypto", service = CryptoService.class, immediate = true)
public final class CryptoComponent extends DeviceCrypto {
  @Activate
  public CryptoComponent(BundleContext context) throws IOException {
    this(Directories.data(context), new SecureRandom());
  }

  private CryptoComponent(Path data, SecureRandom random) throws IOException {
    super(
        DeviceKey.loadOrCreate(data.resolve("device.key"), random),
        random,
        data.resolve("keystore.passwords"));
  }
}
