package io.omniedge.tun.linux.netlink;

import com.sun.jna.Pointer;
import io.omniedge.tun.linux.libc.Libc;
import io.omniedge.tun.linux.libc.LibcLoader;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** A C library whose netlink socket answers what a test wrote down, one entry per recvmsg. */
final class ScriptedKernel implements InvocationHandler {
  private static final int FD = 77;
  private static final int MSG_TRUNC = 0x20;

  /** Bytes, in which each message gets the sequence number of the request; or an error. */
  private record Answer(String hex, int error, int sender, int sequenceShift, boolean cut) {}

  private final Libc real = LibcLoader.system();
  private final Queue<Answer> answers = new ArrayDeque<>();
  private final List<Integer> requests = new ArrayList<>();
  private int sequence;

  Libc libc() {
    return (Libc)
        Proxy.newProxyInstance(Libc.class.getClassLoader(), new Class<?>[] {Libc.class}, this);
  }

  ScriptedKernel answer(String... hex) {
    return add(new Answer(String.join("", hex), 0, 0, 0, false));
  }

  /** An answer to the request before. */
  ScriptedKernel answerLate(String... hex) {
    return add(new Answer(String.join("", hex), 0, 0, -1, false));
  }

  ScriptedKernel answerFrom(int sender, String... hex) {
    return add(new Answer(String.join("", hex), 0, sender, 0, false));
  }

  ScriptedKernel answerCutOff(String... hex) {
    return add(new Answer(String.join("", hex), 0, 0, 0, true));
  }

  ScriptedKernel fail(int errno) {
    return add(new Answer("", -errno, 0, 0, false));
  }

  private ScriptedKernel add(Answer answer) {
    answers.add(answer);
    return this;
  }

  /** The RTM_ types asked for. */
  List<Integer> requests() {
    return requests;
  }

  /** What was not fetched. */
  int left() {
    return answers.size();
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    return switch (method.getName()) {
      case "socket" -> FD;
      case "bind", "setsockopt", "close" -> 0;
      case "write" -> {
        Pointer request = new Pointer((Long) arguments[1]);
        requests.add(request.getShort(4) & 0xffff);
        sequence = request.getInt(8);
        yield arguments[2];
      }
      case "recvmsg" -> receive(new Pointer((Long) arguments[1]));
      default -> {
        try {
          yield method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
          throw e.getCause();
        }
      }
    };
  }

  private long receive(Pointer msghdr) {
    Answer answer = answers.remove();
    if (answer.error != 0) {
      return answer.error;
    }
    byte[] bytes = Bytes.of(answer.hex);
    Pointer block = msghdr.getPointer(16).getPointer(0);
    block.write(0, bytes, 0, bytes.length);
    for (int at = 0; at + 16 <= bytes.length; at += block.getInt(at)) {
      block.setInt(at + 8, sequence + answer.sequenceShift);
    }
    msghdr.getPointer(0).setInt(4, answer.sender);
    msghdr.setInt(48, answer.cut ? MSG_TRUNC : 0);
    return bytes.length;
  }
}
