package io.omniedge.image.debian;

import io.omniedge.image.tool.ImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where this machine's apt has Debian from. Images are made from the same places, whatever Debian
 * the machine runs itself.
 *
 * @param main address of the archive
 * @param security address of the security updates; empty if the machine has none
 */
public record Mirror(String main, String security) {
  /** [sources.list(5)], one-line style: options in brackets may stand before the address. */
  private static final Pattern ONE_LINE =
      Pattern.compile("deb\\s+(?:\\[[^\\]]*\\]\\s+)?(\\S+)\\s.*");

  private static final Pattern URIS = Pattern.compile("URIs:\\s*(.*)");

  /** Reads {@code sources.list} and {@code sources.list.d} of a folder as {@code /etc/apt}. */
  public static Mirror of(Path apt) throws IOException, ImageException {
    List<Path> files = new ArrayList<>(List.of(apt.resolve("sources.list")));
    Path folder = apt.resolve("sources.list.d");
    if (Files.isDirectory(folder)) {
      try (Stream<Path> more = Files.list(folder)) {
        more.sorted().forEach(files::add);
      }
    }
    Set<String> addresses = new LinkedHashSet<>();
    for (Path file : files) {
      if (Files.isReadable(file)) {
        Files.readAllLines(file).forEach(line -> addresses(line.strip(), addresses));
      }
    }
    String main = ending(addresses, "/debian");
    if (main.isEmpty()) {
      throw new ImageException("no Debian archive in " + apt + "/sources.list or sources.list.d");
    }
    return new Mirror(main, ending(addresses, "/debian-security"));
  }

  private static void addresses(String line, Set<String> addresses) {
    Matcher matcher = ONE_LINE.matcher(line);
    if (matcher.matches()) {
      addresses.add(matcher.group(1));
    }
    matcher = URIS.matcher(line);
    if (matcher.matches()) {
      addresses.addAll(List.of(matcher.group(1).strip().split("\\s+")));
    }
  }

  private static String ending(Set<String> addresses, String end) {
    return addresses.stream()
        .map(address -> address.replaceAll("/+$", ""))
        .filter(address -> address.endsWith(end))
        .findFirst()
        .orElse("");
  }
}
