package io.omniedge.transport.osgi;

import io.omniedge.gateway.api.Leisure;
import io.omniedge.tun.linux.IdleScheduling;
import io.omniedge.tun.linux.libc.LibcLoader;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.osgi.service.component.annotations.Component;

/** Lets threads of other bundles make way for the tunnels. */
@Component(service = Leisure.class)
public final class LeisureComponent implements Leisure {
  private static final Logger LOG = System.getLogger(LeisureComponent.class.getName());

  @Override
  public void begin() {
    int result = IdleScheduling.begin(LibcLoader.system());
    if (result < 0) {
      LOG.log(
          Level.WARNING,
          "{0} cannot make way for traffic: errno {1}",
          Thread.currentThread().getName(),
          -result);
    }
  }
}
