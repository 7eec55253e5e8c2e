package io.omniedge.image.layer;

import io.omniedge.gateway.yaml.Section;
import io.omniedge.gateway.yaml.YamlDocument;
import io.omniedge.image.tool.ImageException;
import io.omniedge.protocol.ProtocolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A part of an image: {@code image-build/layers/NAME.yaml} says what, and {@code
 * image-build/layers/NAME/} holds files that are copied as they are.
 *
 * @param name in the order of which layers lie on each other
 * @param about for people
 * @param packages of Debian, with all that they depend on
 * @param take single files of further packages
 * @param without packages that others depend on and that are not wanted all the same
 * @param scripts whose package's maintainer scripts are not needed, and why
 * @param drop globs of paths that are not unpacked
 * @param keep globs of paths that are unpacked although they are dropped
 * @param copy files that are in two places
 * @param folders that are empty, to mount something there
 * @param links from path to target
 * @param enable units of systemd that are started
 * @param mask units of systemd that never are
 * @param files its folder, if it has one
 * @param source the document
 */
public record Layer(
    String name,
    String about,
    List<String> packages,
    List<Pair> take,
    List<Pair> without,
    List<Pair> scripts,
    List<String> drop,
    List<String> keep,
    List<Pair> copy,
    List<String> folders,
    List<Pair> links,
    List<String> enable,
    List<String> mask,
    Optional<Path> files,
    Path source) {
  private static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_LIST = 400;
  private static final int MAX_TEXT = 300;

  private static final Pattern PACKAGE = Pattern.compile("[a-z0-9][a-z0-9+.-]{1,99}");
  private static final Pattern UNIT =
      Pattern.compile("[A-Za-z0-9@_.\\\\-]{1,100}\\.(service|socket|timer|target|mount|path)");

  /** Relative, without dots that lead elsewhere. */
  private static final Pattern PATH =
      Pattern.compile("(?!.*(^|/)\\.\\.?(/|$))[A-Za-z0-9@_.+][A-Za-z0-9@_.+/*?{},\\[\\]!-]{0,199}");

  /** Two texts that belong together; what they are the list says. */
  public record Pair(String first, String second) {}

  /** Reads one. */
  public static Layer read(Path file) throws IOException, ImageException {
    String name = String.valueOf(file.getFileName()).replaceAll("\\.yaml$", "");
    Path folder = file.resolveSibling(name);
    try {
      Section root = Section.of(YamlDocument.read(Files.readAllBytes(file), MAX_BYTES));
      Layer layer =
          new Layer(
              name,
              root.text("about", MAX_TEXT),
              root.texts("packages", MAX_LIST, PACKAGE),
              pairs(root, "take", "package", PACKAGE, "file", PATH),
              reasons(root, "without"),
              reasons(root, "scripts"),
              root.texts("drop", MAX_LIST, PATH),
              root.texts("keep", MAX_LIST, PATH),
              pairs(root, "copy", "from", PATH, "to", PATH),
              root.texts("folders", MAX_LIST, PATH),
              pairs(root, "links", "path", PATH, "to", Pattern.compile("[^\\s]{1,200}")),
              root.texts("enable", MAX_LIST, UNIT),
              root.texts("mask", MAX_LIST, UNIT),
              Files.isDirectory(folder) ? Optional.of(folder) : Optional.empty(),
              file);
      root.end();
      return layer;
    } catch (ProtocolException e) {
      throw new ImageException(file + ": " + e.getMessage(), e);
    }
  }

  private static List<Pair> reasons(Section root, String list) throws ProtocolException {
    List<Pair> pairs = new ArrayList<>();
    if (root.has(list)) {
      for (Section section : root.sections(list, MAX_LIST)) {
        String reason = section.text("because", MAX_TEXT);
        for (String name : section.texts("of", MAX_LIST, PACKAGE)) {
          pairs.add(new Pair(name, reason));
        }
        section.end();
      }
    }
    return pairs;
  }

  private static List<Pair> pairs(
      Section root, String list, String first, Pattern isFirst, String second, Pattern isSecond)
      throws ProtocolException {
    List<Pair> pairs = new ArrayList<>();
    if (root.has(list)) {
      for (Section section : root.sections(list, MAX_LIST)) {
        pairs.add(new Pair(section.text(first, isFirst), section.text(second, isSecond)));
        section.end();
      }
    }
    return pairs;
  }
}
