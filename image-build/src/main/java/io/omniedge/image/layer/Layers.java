package io.omniedge.image.layer;

import io.omniedge.image.layer.Layer.Pair;
import io.omniedge.image.tool.Digests;
import io.omniedge.image.tool.ImageException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * All layers of an image, the lowest first.
 *
 * @param layers in the order of their names
 */
public record Layers(List<Layer> layers) {
  /** Copies. */
  public Layers {
    layers = List.copyOf(layers);
  }

  /** Reads a folder. */
  public static Layers read(Path folder) throws IOException, ImageException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
    if (files.isEmpty()) {
      throw new ImageException(folder + " has no layers");
    }
    List<Layer> layers = new java.util.ArrayList<>();
    for (Path file : files) {
      layers.add(Layer.read(file));
    }
    return new Layers(layers);
  }

  /** Packages of all layers. */
  public List<String> packages() {
    return layers.stream().flatMap(layer -> layer.packages().stream()).sorted().distinct().toList();
  }

  /** By package the reason why it is not wanted. */
  public Map<String, String> without() {
    return reasons(Layer::without);
  }

  /** By package the reason why its maintainer scripts are not needed. */
  public Map<String, String> scripts() {
    return reasons(Layer::scripts);
  }

  private Map<String, String> reasons(Function<Layer, List<Pair>> list) {
    Map<String, String> reasons = new TreeMap<>();
    layers.stream()
        .flatMap(layer -> list.apply(layer).stream())
        .forEach(pair -> reasons.put(pair.first(), pair.second()));
    return reasons;
  }

  /** Whether a path of a package is unpacked. */
  public Predicate<String> wanted() {
    List<PathMatcher> drop = matchers(Layer::drop);
    List<PathMatcher> keep = matchers(Layer::keep);
    return text -> {
      Path path = Path.of(text);
      return drop.stream().noneMatch(glob -> glob.matches(path))
          || keep.stream().anyMatch(glob -> glob.matches(path));
    };
  }

  private List<PathMatcher> matchers(Function<Layer, List<String>> list) {
    return layers.stream()
        .flatMap(layer -> list.apply(layer).stream())
        .map(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob))
        .toList();
  }

  /**
   * Nobody runs maintainer scripts here; each package that has one is on the list of a layer, with
   * what does its work instead. One that is not yet would be missed by nobody until a plant misses
   * it.
   *
   * @param withScripts packages that have one
   */
  public void checkScripts(TreeSet<String> withScripts) throws ImageException {
    withScripts.removeAll(scripts().keySet());
    if (!withScripts.isEmpty()) {
      throw new ImageException(
          "these packages have maintainer scripts that nobody runs: "
              + String.join(" ", withScripts)
              + "\nRead them, see to what they do, and add the packages to the scripts of a layer.");
    }
  }

  /** Adds all that they say. */
  public void addTo(Digests digests) throws IOException {
    for (Layer layer : layers) {
      digests.add(layer.name()).add(layer.source());
      if (layer.files().isPresent()) {
        digests.add(layer.files().get());
      }
    }
  }
}
