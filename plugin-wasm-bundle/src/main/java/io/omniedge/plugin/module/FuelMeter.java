package io.omniedge.plugin.module;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Puts a meter into the code of a module: at the entry of each function and of each round of a loop
 * the number of instructions there is taken from a counter, and below zero it traps. So code ends
 * after a known amount of work, the same on every machine, whatever the engine does about
 * interrupts.
 *
 * <pre>
 * global.get fuel   i64.const cost   i64.sub   global.set fuel
 * global.get fuel   i64.const 0      i64.lt_s  if  unreachable  end
 * </pre>
 *
 * The counter is a global behind those of the module. The module cannot name it: an index that it
 * did not have itself is refused before.
 */
public final class FuelMeter {
  private static final int I64 = 0x7e;
  private static final int I64_LT_S = 0x53;
  private static final int I64_SUB = 0x7d;
  private static final int VOID = 0x40;
  private static final int UNREACHABLE = 0x00;
  private static final int VARIABLE = 0x01;

  private final byte[] bytes;
  private final ModuleOutline outline;
  private final ByteArrayOutputStream out;

  private final long startFuel;

  private FuelMeter(byte[] bytes, ModuleOutline outline, long startFuel) {
    this.bytes = bytes;
    this.outline = outline;
    this.startFuel = startFuel;
    this.out = new ByteArrayOutputStream(bytes.length + bytes.length / 4 + 64);
  }

  /**
   * The module with a meter in it.
   *
   * @param outline of these bytes
   * @param startFuel what is in the counter at the start
   */
  public static byte[] into(byte[] bytes, ModuleOutline outline, long startFuel)
      throws InvalidModuleException {
    return new FuelMeter(bytes, outline, startFuel).run();
  }

  /** The index of the counter in the module that {@link #into} makes. */
  public static int global(ModuleOutline outline) {
    return outline.globals;
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
    unsigned(content, outline.globals + 1);
    Section own = outline.section(Section.GLOBAL).orElse(null);
    if (own != null) {
      ByteCursor in = new ByteCursor(bytes, own.content(), own.end());
      in.u32();
      content.write(bytes, in.position(), in.remaining());
    }
    content.write(I64);
    content.write(VARIABLE);
    constant(content, startFuel);
    content.write(Instruction.END);
    section(Section.GLOBAL, content);
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
    unsigned(content, count);
    for (int i = 0; i < count; i++) {
      int size = in.u32();
      int start = in.position();
      Costs costs = new Costs();
      FunctionBody.visit(outline, outline.functions.get(i), in.slice(size), costs);
      ByteArrayOutputStream body = new ByteArrayOutputStream(size + 32);
      int copied = start;
      for (Region region : costs.regions) {
        body.write(bytes, copied, region.offset - copied);
        copied = region.offset;
        charge(body, region.instructions + 1);
      }
      body.write(bytes, copied, start + size - copied);
      unsigned(content, body.size());
      content.writeBytes(body.toByteArray());
    }
    section(Section.CODE, content);
  }

  private void charge(ByteArrayOutputStream body, long cost) {
    int fuel = outline.globals;
    global(body, Instruction.GLOBAL_GET, fuel);
    constant(body, cost);
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

  private static final class Region {
    private final int offset;
    private int instructions;

    Region(int offset) {
      this.offset = offset;
    }
  }

  /** How many instructions each region has, loops in it not counted. */
  private static final class Costs implements FunctionBody.Visitor {
    private final List<Region> regions = new ArrayList<>();
    private final Deque<Region> open = new ArrayDeque<>();

    @Override
    public void regionBegins(int offset) {
      Region region = new Region(offset);
      regions.add(region);
      open.push(region);
    }

    @Override
    public void instruction() {
      open.element().instructions++;
    }

    @Override
    public void regionEnds() {
      open.remove();
    }
  }
}
