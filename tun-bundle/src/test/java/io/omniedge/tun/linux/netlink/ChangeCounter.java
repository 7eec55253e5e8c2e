package io.omniedge.tun.linux.netlink;

import com.sun.jna.Pointer;
import io.omniedge.tun.linux.libc.Errno;
import io.omniedge.tun.linux.libc.Libc;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** A C library that counts the netlink requests which change something, and can refuse one. */
final class ChangeCounter implements InvocationHandler {
  private final Libc real;
  private int changes;
  private int refuseAt = -1;

  ChangeCounter(Libc real) {
    this.real = real;
  }

  /** To be handed to the code under test. */
  Libc libc() {
    return (Libc)
        Proxy.newProxyInstance(Libc.class.getClassLoader(), new Class<?>[] {Libc.class}, this);
  }

  /** Changes tried so far, refused ones included. */
  int changes() {
    return changes;
  }

  /** Answers EIO to the change after this many more. */
  void refuseAfter(int more) {
    refuseAt = changes + more;
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("write")
        && isChange(new Pointer((Long) arguments[1]).getShort(4) & 0xffff)
        && changes++ == refuseAt) {
      return (long) -Errno.EIO;
    }
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** RTM_ types come in fours: new, delete, get, set. */
  private static boolean isChange(int type) {
    return type % 4 != 2;
  }
}
