package io.omniedge.protocol.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicTest {
  @ParameterizedTest
  @EnumSource(Leaf.class)
  void readsWhatItWrites(Leaf leaf) {
    Topic topic = new Topic("t-1", "d-Ab9", leaf);
    assertEquals(Optional.of(topic), Topic.parse(topic.toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "omniedge/v1/t-1/d-1",
        "omniedge/v1/t-1/d-1/",
        "omniedge/v2/t-1/d-1/map",
        "omniedge/v1/+/d-1/map",
        "omniedge/v1/t-1/#",
        "omniedge/v1/t-1/d-1/map/x",
        "x/omniedge/v1/t-1/d-1/map",
        "omniedge/v1//d-1/map"
      })
  void othersTopicsAreNone(String text) {
    assertEquals(Optional.empty(), Topic.parse(text));
  }

  @Test
  void noPartIsAWildcard() {
    assertThrows(IllegalArgumentException.class, () -> new Topic("+", "d-1", Leaf.MAP));
    assertThrows(IllegalArgumentException.class, () -> new Topic("t-1", "d-1/x", Leaf.MAP));
    assertEquals("omniedge/v1/+/+/map/request", Topic.filter(Leaf.MAP_REQUEST));
  }
}
