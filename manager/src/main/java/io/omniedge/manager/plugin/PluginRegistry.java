package io.omniedge.manager.plugin;

import io.omniedge.manager.audit.Audit;
import io.omniedge.manager.configuration.Configurations;
import io.omniedge.manager.inventory.Device;
import io.omniedge.manager.inventory.DeviceTable;
import io.omniedge.manager.inventory.Ids;
import io.omniedge.manager.problem.Problem;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.Transaction;
import io.omniedge.plugin.pack.PluginPackage;
import io.omniedge.plugin.pack.RefusedPackageException;
import io.omniedge.protocol.json.JsonObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The packages of a tenant: taken only if a key that it trusts signed them, given to the devices
 * that are to have them, and deleted when none is. Thread-safe.
 */
public final class PluginRegistry {
  private final Database database;
  private final Audit audit;
  private final Configurations configurations;
  private final InstantSource clock;

  /** With what knows which devices want which. */
  public PluginRegistry(
      Database database, Audit audit, Configurations configurations, InstantSource clock) {
    this.database = database;
    this.audit = audit;
    this.configurations = configurations;
    this.clock = clock;
  }

  /** Whether a tenant takes plugins that nobody signed. */
  public static boolean takesUnsigned(Handle handle, String tenant) {
    return handle
        .createQuery("select takes_unsigned_plugins from tenant where id = ?")
        .bind(0, tenant)
        .mapTo(Integer.class)
        .findOne()
        .filter(flag -> flag != 0)
        .isPresent();
  }

  /** Says whether a tenant does. */
  public void takeUnsigned(String tenant, boolean takes, String actor) {
    database.change(
        transaction -> {
          transaction
              .handle()
              .execute(
                  "update tenant set takes_unsigned_plugins = ? where id = ?",
                  takes ? 1 : 0,
                  tenant);
          audit.record(
              transaction,
              tenant,
              actor,
              "plugin.settings",
              tenant,
              JsonObject.builder().put("allowUnsigned", takes).build());
        });
  }

  private record Trust(List<PluginKey> keys, boolean takesUnsigned) {}

  /**
   * Takes a package.
   *
   * @throws Problem saying why not, with the field {@code package} or {@code version}
   */
  public StoredPackage upload(String tenant, byte[] file, String actor) {
    Trust trust =
        database.read(
            handle -> new Trust(PluginKey.all(handle, tenant), takesUnsigned(handle, tenant)));
    PluginPackage opened;
    try {
      opened =
          PluginPackage.open(
              file, trust.keys().stream().map(PluginKey::trusted).toList(), trust.takesUnsigned());
    } catch (RefusedPackageException e) {
      throw Problem.invalid("package", "", String.valueOf(e.getMessage()));
    }
    Optional<PluginKey> signer =
        opened
            .signer()
            .flatMap(
                by -> trust.keys().stream().filter(key -> key.key().equals(by.key())).findFirst());
    byte[] bytes = opened.bytes();
    StoredPackage stored =
        StoredPackage.of(
            Ids.of('p'),
            tenant,
            sha256(bytes),
            opened.manifest(),
            bytes.length,
            signer,
            actor,
            clock.millis());
    return database.write(
        transaction -> {
          checkStill(transaction.handle(), tenant, signer);
          stored.insert(transaction.handle(), bytes);
          note(transaction, stored, actor, "plugin.upload");
          return stored;
        });
  }

  /** Keys may be deleted while a package is looked at. */
  private static void checkStill(Handle handle, String tenant, Optional<PluginKey> signer) {
    boolean isTrusted =
        signer.isPresent()
            ? PluginKey.find(handle, tenant, signer.get().id()).isPresent()
            : takesUnsigned(handle, tenant);
    if (!isTrusted) {
      throw Problem.invalid("package", "", "who signed it is trusted no more");
    }
  }

  private void note(Transaction transaction, StoredPackage one, String actor, String action) {
    audit.record(
        transaction,
        one.tenant(),
        actor,
        action,
        one.id(),
        JsonObject.builder()
            .put("plugin", one.plugin())
            .put("version", one.version().toString())
            .put("sha256", one.sha256())
            .put("signedBy", one.keyName())
            .build());
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Forgets a package that no device is to have. */
  public void delete(String tenant, String id, String actor) {
    database.change(
        transaction -> {
          Handle handle = transaction.handle();
          StoredPackage stored = StoredPackage.get(handle, tenant, id);
          List<String> wanting = devicesWanting(handle, tenant, stored.sha256());
          if (!wanting.isEmpty()) {
            throw Problem.conflict(
                "plugin-wanted",
                "it is wanted on "
                    + wanting.size()
                    + (wanting.size() == 1 ? " device, " : " devices, ")
                    + DeviceTable.get(handle, tenant, wanting.getFirst()).name()
                    + (wanting.size() == 1 ? "" : " among them")
                    + ": uninstall it first");
          }
          if (SignInPlugin.find(handle, id).isPresent()) {
            throw Problem.conflict(
                "plugin-wanted", "the manager asks it who somebody is: switch that off first");
          }
          stored.delete(handle);
          note(transaction, stored, actor, "plugin.delete");
        });
  }

  /** Devices of a tenant that are to have the package with that digest. */
  public List<String> devicesWanting(Handle handle, String tenant, String sha256) {
    return Configurations.devicesOnceWanting(handle, tenant, sha256).stream()
        .filter(device -> isWanted(handle, device, sha256))
        .toList();
  }

  private boolean isWanted(Handle handle, String device, String sha256) {
    return wanted(handle, device).hasDigest(sha256);
  }

  WantedPlugins wanted(Handle handle, String device) {
    return WantedPlugins.of(configurations.wanted(handle, device, WantedPlugins.PID));
  }

  /**
   * The bytes of a package for a device that is to have it.
   *
   * @throws Problem if it is not, and likewise if there is no such package
   */
  public byte[] fetch(Device device, String sha256) {
    return database.read(
        handle -> {
          if (!isWanted(handle, device.id(), sha256)) {
            throw Problem.notFound("plugin package that this device is to have", sha256);
          }
          StoredPackage stored =
              StoredPackage.withDigest(handle, device.tenant(), sha256)
                  .orElseThrow(() -> Problem.notFound("plugin package", sha256));
          return StoredPackage.bytes(handle, stored.id());
        });
  }
}
