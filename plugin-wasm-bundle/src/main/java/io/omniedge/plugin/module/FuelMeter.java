package io.omniedge.plugin.module;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Puts a meter into the code of a module, for its work and for its memory: it traps when it has
 * done what it may, and its memory does not grow beyond what it may have at that time.
 *
 * <p>Work: at the entry of each function and of each round of a loop the number of instructions
 * there is taken from a counter, and below zero it traps. So code ends after a known amount of
 * work, the same on every machine, whatever the engine does about interrupts.
 *
 * <pre>
 * global.get fuel   i64.const cost   i64.sub   global.set fuel
 * global.get fuel   i64.const 0      i64.lt_s  if  unreachable  end
 * </pre>
 *
 * Instructions that work on many bytes at once pay for them besides, or a few thousand of them
 * without a loop would take seconds in which nothing could end them: they call a function of ours
 * that takes a sixteenth of the bytes from the counter and gives their number back.
 *
 * <p>Memory: before each {@code memory.grow} another function of ours looks whether all pages
 * together are as many as it may have. If they are more it makes -1 of the wish, which no memory
 * fulfils, and the module gets the answer that it gets from a memory that is full.
 *
 * <p>Counter and limit are globals behind those of the module, the functions come behind its
 * functions. The module cannot name them: an index that it did not have itself is refused before.
 */
public final class FuelMeter {
  private static final int I64 = 0x7e;
  private static final int I64_LT_S = 0x53;
  private static final int I64_SUB = 0x7d;
  private static final int VOID = 0x40;
  private static final int UNREACHABLE = 0x00;
  private static final int VARIABLE = 0x01;
  private static final int I32 = 0x7f;
  private static final int I32_SHIFT_LEFT = 0x74;
  private static final int I32_SHIFT_RIGHT_UNSIGNED = 0x76;
  private static final int I64_EXTEND_I32_U = 0xad;
  private static final int I64_ADD = 0x7c;
  private static final int I64_LE_S = 0x57;
  private static final int DROP = 0x1a;
  private static final int SELECT = 0x1b;
  private static final int MINUS_ONE = 0x7f;

  /** Of both functions of ours. */
  private static final byte[] OUR_TYPE = {0x60, 1, I32, 1, I32};

  /** 16 bytes are copied in the time of an instruction. */
  private static final int BULK_SHIFT = 4;

  /** One that charges, and one that looks at a wish for memory if there is any. */
  private static final int OUR_FUNCTIONS = 2;

  /** Of a page, from pages to bytes. */
  private static final int PAGE_SHIFT = 16;

  private final byte[] bytes;
  private final ModuleOutline outline;
  private final ByteArrayOutputStream out;
  private final long startFuel;
  private final int startPages;

  private FuelMeter(byte[] bytes, ModuleOutline outline, long startFuel, int startPages) {
    this.bytes = bytes;
    this.outline = outline;
    this.startFuel = startFuel;
    this.startPages = startPages;
    this.out = new ByteArrayOutputStream(bytes.length + bytes.length / 4 + 64);
  }

  /**
   * The module with a meter in it.
   *
   * @param outline of these bytes
   * @param startFuel what is in the counter at the start
   * @param startPages the limit of its pages at the start
   */
  public static byte[] into(byte[] bytes, ModuleOutline outline, long startFuel, int startPages)
      throws InvalidModuleException {
    return new FuelMeter(bytes, outline, startFuel, startPages).run();
  }

  /** The index of the counter in the module that {@link #into} makes; an i64. */
  public static int fuelGlobal(ModuleOutline outline) {
    return outline.globals;
  }

  /** The index of the limit of its pages, all together; an i64. */
  public static int pagesGlobal(ModuleOutline outline) {
    return outline.globals + 1;
  }

  private byte[] run() throws InvalidModuleException {
    out.write(bytes, 0, 8);
    boolean isCounterThere = false;
    for (Section section : outline.sections) {
      int id = section.id();
      if (id == Section.CUSTOM) {
        continue; // names, sources and the manifest are nothing to run
      }
      if (!isCounterThere && Section.order(id) >= Section.order(Section.GLOBAL)) {
        globals();
        isCounterThere = true;
      }
      switch (id) {
        case Section.GLOBAL -> {}
        case Section.CODE -> code(section);
        case Section.TYPE -> withMore(section, outline.types.size(), 1, OUR_TYPE);
        case Section.FUNCTION -> {
          ByteArrayOutputStream types = new ByteArrayOutputStream();
          for (int i = 0; i < OUR_FUNCTIONS; i++) {
            unsigned(types, outline.types.size());
          }
          withMore(section, outline.functions.size(), OUR_FUNCTIONS, types.toByteArray());
        }
        default -> out.write(bytes, section.start(), section.end() - section.start());
      }
    }
    if (!isCounterThere) {
      globals();
    }
    return out.toByteArray();
  }

  private void globals() throws InvalidModuleException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    unsigned(content, outline.globals + 2);
    Section own = outline.section(Section.GLOBAL).orElse(null);
    if (own != null) {
      ByteCursor in = new ByteCursor(bytes, own.content(), own.end());
      in.u32();
      content.write(bytes, in.position(), in.remaining());
    }
    variable(content, startFuel);
    variable(content, startPages);
    section(Section.GLOBAL, content);
  }

  private static void variable(ByteArrayOutputStream content, long value) {
    content.write(I64);
    content.write(VARIABLE);
    constant(content, value);
    content.write(Instruction.END);
  }

  /** A section of the module with entries of ours behind its own, if there is code at all. */
  private void withMore(Section section, int count, int more, byte[] entries)
      throws InvalidModuleException {
    ByteCursor in = new ByteCursor(bytes, section.content(), section.end());
    in.u32();
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    boolean isNeeded = !outline.functions.isEmpty();
    unsigned(content, isNeeded ? count + more : count);
    content.write(bytes, in.position(), in.remaining());
    content.writeBytes(isNeeded ? entries : new byte[0]);
    section(section.id(), content);
  }

  private void section(int id, ByteArrayOutputStream content) {
    out.write(id);
    unsigned(out, content.size());
    out.writeBytes(content.toByteArray());
  }

  private void code(Section section) throws InvalidModuleException {
    ByteCursor in = new ByteCursor(bytes, section.content(), section.end());
    ByteArrayOutputStream content = new ByteArrayOutputStream(section.end() - section.content());
    int count = in.u32();
    unsigned(content, count == 0 ? 0 : count + OUR_FUNCTIONS);
    for (int i = 0; i < count; i++) {
      int size = in.u32();
      int start = in.position();
      Costs costs = new Costs();
      FunctionBody.visit(outline, outline.functions.get(i), in.slice(size), costs);
      ByteArrayOutputStream body = new ByteArrayOutputStream(size + 32);
      int copied = start;
      for (Charge charge : costs.charges) {
        body.write(bytes, copied, charge.offset - copied);
        copied = charge.offset;
        switch (charge.kind) {
          case REGION -> charge(body, charge.instructions + 1);
          case BULK -> callCharge(body);
          case GROWTH -> {
            chargeMemory(body);
            call(body, 1);
          }
        }
      }
      body.write(bytes, copied, start + size - copied);
      entry(content, body);
    }
    if (count > 0) {
      entry(content, chargeBody());
      entry(content, growthBody());
    }
    section(Section.CODE, content);
  }

  private static void entry(ByteArrayOutputStream content, ByteArrayOutputStream body) {
    unsigned(content, body.size());
    content.writeBytes(body.toByteArray());
  }

  private void charge(ByteArrayOutputStream body, long cost) {
    global(body, Instruction.GLOBAL_GET, outline.globals);
    constant(body, cost);
    subtract(body);
  }

  /** Takes a number from the counter below it, and traps if it is below zero then. */
  private void subtract(ByteArrayOutputStream body) {
    int fuel = outline.globals;
    body.write(I64_SUB);
    global(body, Instruction.GLOBAL_SET, fuel);
    global(body, Instruction.GLOBAL_GET, fuel);
    constant(body, 0);
    body.write(I64_LT_S);
    body.write(Instruction.IF);
    body.write(VOID);
    body.write(UNREACHABLE);
    body.write(Instruction.END);
  }

  /** Leaves the number on top of the stack as it is. */
  private void callCharge(ByteArrayOutputStream body) {
    call(body, 0);
  }

  private void call(ByteArrayOutputStream body, int ours) {
    body.write(Instruction.CALL);
    unsigned(body, outline.imports.size() + outline.functions.size() + ours);
  }

  private void chargeMemory(ByteArrayOutputStream body) {
    body.write(Instruction.MEMORY_SIZE);
    body.write(0);
    body.write(Instruction.I32_CONST);
    body.write(PAGE_SHIFT);
    body.write(I32_SHIFT_LEFT);
    callCharge(body);
    body.write(DROP);
  }

  /** Gives the wish for pages back, or -1: {@code size + wish <= limit ? wish : -1}. */
  private ByteArrayOutputStream growthBody() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(0); // locals
    body.write(Instruction.LOCAL_GET);
    body.write(0);
    body.write(Instruction.I32_CONST);
    body.write(MINUS_ONE);
    if (outline.memories == 0) {
      body.write(DROP);
    } else {
      body.write(Instruction.MEMORY_SIZE);
      body.write(0);
      body.write(I64_EXTEND_I32_U);
      body.write(Instruction.LOCAL_GET);
      body.write(0);
      body.write(I64_EXTEND_I32_U);
      body.write(I64_ADD);
      global(body, Instruction.GLOBAL_GET, pagesGlobal(outline));
      body.write(I64_LE_S);
      body.write(SELECT);
    }
    body.write(Instruction.END);
    return body;
  }

  /** Takes a sixteenth of the bytes from the counter and gives their number back. */
  private ByteArrayOutputStream chargeBody() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(0); // locals
    global(body, Instruction.GLOBAL_GET, outline.globals);
    body.write(Instruction.LOCAL_GET);
    body.write(0);
    body.write(Instruction.I32_CONST);
    body.write(BULK_SHIFT);
    body.write(I32_SHIFT_RIGHT_UNSIGNED);
    body.write(I64_EXTEND_I32_U);
    subtract(body);
    body.write(Instruction.LOCAL_GET);
    body.write(0);
    body.write(Instruction.END);
    return body;
  }

  private static void global(ByteArrayOutputStream body, int opcode, int index) {
    body.write(opcode);
    unsigned(body, index);
  }

  private static void constant(ByteArrayOutputStream body, long value) {
    body.write(Instruction.I64_CONST);
    long rest = value;
    // Signed: the last byte repeats the sign in its bit 6.
    while (rest >= 0x40) {
      body.write((int) (rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    body.write((int) rest);
  }

  private static void unsigned(ByteArrayOutputStream to, int value) {
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      to.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    to.write(rest);
  }

  private enum Kind {
    REGION,
    BULK,
    GROWTH
  }

  private static final class Charge {
    private final Kind kind;
    private final int offset;
    private int instructions;

    Charge(Kind kind, int offset) {
      this.kind = kind;
      this.offset = offset;
    }
  }

  /** What is charged where; how many instructions each region has, loops in it not counted. */
  private static final class Costs implements FunctionBody.Visitor {
    private final List<Charge> charges = new ArrayList<>();
    private final Deque<Charge> open = new ArrayDeque<>();

    @Override
    public void regionBegins(int offset) {
      Charge region = new Charge(Kind.REGION, offset);
      charges.add(region);
      open.push(region);
    }

    @Override
    public void instruction() {
      open.element().instructions++;
    }

    @Override
    public void bulk(int offset) {
      charges.add(new Charge(Kind.BULK, offset));
    }

    @Override
    public void growth(int offset) {
      charges.add(new Charge(Kind.GROWTH, offset));
    }

    @Override
    public void regionEnds() {
      open.remove();
    }
  }
}
