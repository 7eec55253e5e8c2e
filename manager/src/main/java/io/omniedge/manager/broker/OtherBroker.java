package io.omniedge.manager.broker;

import io.omniedge.manager.authority.Identity;
import java.lang.System.Logger;
import java.net.InetSocketAddress;

/**
 * A broker that somebody else runs. Its operator sees to it that it trusts our authority, takes the
 * name in a client's certificate for its user, and lets it use its own topics only. We cannot end
 * sessions there: a revoked device is out of the network at once, and out of the broker when its
 * certificate expires or its operator bars it.
 */
public final class OtherBroker implements Broker {
  private static final Logger LOG = System.getLogger(OtherBroker.class.getName());

  private final LinkSettings link;
  private final InetSocketAddress publicAddress;

  /** That one. */
  public OtherBroker(LinkSettings link, InetSocketAddress publicAddress) {
    this.link = link;
    this.publicAddress = publicAddress;
  }

  @Override
  public LinkSettings link() {
    return link;
  }

  @Override
  public String publicHost() {
    return publicAddress.getHostString();
  }

  @Override
  public int publicPort() {
    return publicAddress.getPort();
  }

  /** It keeps for us what devices say while we are away. */
  @Override
  public void open() {}

  @Override
  public void cut(String device) {
    LOG.log(
        Logger.Level.WARNING,
        "bar {0} at the broker: it is revoked, and we cannot end its session there",
        device);
  }

  @Override
  public void renew(Identity identity) {}

  @Override
  public void close() {}
}
