package io.omniedge.pdm.outlet;

/** Who has an outlet; without the classes of the cloud that it leads to. */
@FunctionalInterface
public interface OutletSource {
  /** It, for as long as the service is there. */
  Outlet outlet();
}
