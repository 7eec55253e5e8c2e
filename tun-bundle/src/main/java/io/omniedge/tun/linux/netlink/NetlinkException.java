package io.omniedge.tun.linux.netlink;

import io.omniedge.tun.linux.libc.Errno;

/**
 * The kernel refused a change or an answer. The message names the operation, the object, the error,
 * the kernel's own words where it gave any, and what to do.
 */
public final class NetlinkException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String operation;
  private final String object;
  private final int errno;
  private final String kernelText;

  /**
   * A refusal with an error number.
   *
   * @param operation {@code add}, {@code delete}, {@code list}…
   * @param object {@code route 10.2.0.0/16 dev omni0}
   * @param errno positive
   * @param kernelText may be empty
   */
  NetlinkException(String operation, String object, int errno, String kernelText) {
    super(
        "cannot "
            + operation
            + " "
            + object
            + ": "
            + errnoName(errno)
            + (kernelText.isEmpty() ? "" : " (kernel: " + kernelText + ")")
            + advice(operation, object, errno));
    this.operation = operation;
    this.object = object;
    this.errno = errno;
    this.kernelText = kernelText;
  }

  /** Something other than an error number is wrong; {@code reason} says what, and what to do. */
  NetlinkException(String operation, String object, String reason) {
    super("cannot " + operation + " " + object + ": " + reason);
    this.operation = operation;
    this.object = object;
    this.errno = 0;
    this.kernelText = "";
  }

  /** What was tried, a verb. */
  public String operation() {
    return operation;
  }

  /** What it was tried on. */
  public String object() {
    return object;
  }

  /** The positive error number (see {@link Errno}), 0 if there is none. */
  public int errno() {
    return errno;
  }

  /** The kernel's own words, or empty. */
  public String kernelText() {
    return kernelText;
  }

  /** True if a deletion failed because there was nothing to delete. */
  boolean saysGone() {
    return switch (errno) {
      case Uapi.ESRCH, Errno.ENOENT, Errno.EADDRNOTAVAIL -> true;
      default -> false;
    };
  }

  /** The same refusal, told of an object whose name is known better. */
  NetlinkException of(String betterObject) {
    if (errno == 0) {
      return this;
    }
    NetlinkException named = new NetlinkException(operation, betterObject, errno, kernelText);
    named.setStackTrace(getStackTrace());
    return named;
  }

  private static String advice(String operation, String object, int errno) {
    boolean adding = operation.equals("add") || operation.equals("replace");
    return switch (errno) {
      case Errno.EPERM -> "; run as root, or with CAP_NET_ADMIN in this network namespace";
      case Errno.EACCES ->
          "; if IPv6 is wanted, set net.ipv6.conf.all.disable_ipv6 and that of this interface to 0";
      case Errno.EEXIST -> exists(object);
      case Errno.ENODEV -> "; the interface is gone, or IPv6 is off on it (MTU below 1280)";
      case Errno.ENETDOWN -> "; the interface must be up first";
      case Errno.ENETUNREACH, Errno.EHOSTUNREACH ->
          "; the gateway must be reachable through this interface";
      case Uapi.ESRCH, Errno.ENOENT, Errno.EADDRNOTAVAIL ->
          adding ? "; see that what it refers to is there" : "; it is not there any more";
      case Errno.EAFNOSUPPORT, Uapi.EOPNOTSUPP ->
          "; this kernel was built or started without support for it";
      case Errno.EINVAL -> "; see the value in the configuration";
      case Errno.EAGAIN -> "; the kernel did not answer in time";
      case Errno.ENOBUFS, Errno.ENOMEM -> "; the machine is short of memory";
      default -> "";
    };
  }

  private static String exists(String object) {
    return object.startsWith("route")
        ? "; another interface or program holds this route: give ours another metric or table,"
            + " or remove the other"
        : "; another program made one with the same key: remove it";
  }

  private static String errnoName(int errno) {
    return switch (errno) {
      case Errno.EPERM -> "EPERM";
      case Errno.ENOENT -> "ENOENT";
      case Uapi.ESRCH -> "ESRCH";
      case Errno.EINTR -> "EINTR";
      case Errno.EIO -> "EIO";
      case Errno.EBADF -> "EBADF";
      case Errno.EAGAIN -> "EAGAIN";
      case Errno.ENOMEM -> "ENOMEM";
      case Errno.EACCES -> "EACCES";
      case Errno.EBUSY -> "EBUSY";
      case Errno.EEXIST -> "EEXIST";
      case Errno.ENODEV -> "ENODEV";
      case Errno.EINVAL -> "EINVAL";
      case Errno.ERANGE -> "ERANGE";
      case Errno.EMSGSIZE -> "EMSGSIZE";
      case Uapi.EOPNOTSUPP -> "EOPNOTSUPP";
      case Errno.EAFNOSUPPORT -> "EAFNOSUPPORT";
      case Errno.EADDRINUSE -> "EADDRINUSE";
      case Errno.EADDRNOTAVAIL -> "EADDRNOTAVAIL";
      case Errno.ENETDOWN -> "ENETDOWN";
      case Errno.ENETUNREACH -> "ENETUNREACH";
      case Errno.ENOBUFS -> "ENOBUFS";
      case Errno.EHOSTUNREACH -> "EHOSTUNREACH";
      default -> "error " + errno;
    };
  }
}
