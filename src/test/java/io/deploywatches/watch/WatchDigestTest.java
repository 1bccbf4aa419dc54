package io.deploywatches.watch;

import static io.deploywatches.watch.Json.json;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WatchDigestTest {
  @Test
  void keepsItsValueFromReleaseToRelease() {
    assertThat(WatchDigest.of(json("{'metadata':{'a':[1,2.5,true,null,'x']}}")))
        .isEqualTo("v1-09d231c3f427fbefdd17a71da4e4603b4c9d71d0677f63b44db79475929fe0de");
  }

  @Test
  void dependsNeitherOnTheOrderOfKeysNorOnHowNumbersAreWritten() {
    assertThat(WatchDigest.of(json("{'metadata':{'a':1.10,'b':1e2}}")))
        .isEqualTo(WatchDigest.of(json("{'metadata':{'b':100.0,'a':1.1}}")));
  }

  @Test
  void dependsOnEverythingButSecrets() {
    String body = "{'actions':{'a':{'webhook':{'path':'/p','headers':{'h':'x'}}}}}";

    assertThat(WatchDigest.of(json(body)))
        .isEqualTo(WatchDigest.of(json(body.replace("'x'", "'y'"))))
        .isNotEqualTo(WatchDigest.of(json(body.replace("/p", "/q"))))
        .isNotEqualTo(WatchDigest.of(json(body.replace("'h'", "'i'"))));
  }

  @Test
  void isComparableWithinOneVersionOfTheForm() {
    assertThat(WatchDigest.isComparable(WatchDigest.of(json("{}")))).isTrue();
    assertThat(WatchDigest.isComparable("v0-00")).isFalse();
  }

  @Test
  void keepsNeighboursApart() {
    assertThat(WatchDigest.of(json("{'metadata':{'a':'b','c':'d'}}")))
        .isNotEqualTo(WatchDigest.of(json("{'metadata':{'a':'b1:c1:d'}}")));
    assertThat(WatchDigest.of(json("{'metadata':{'a':['1','2']}}")))
        .isNotEqualTo(WatchDigest.of(json("{'metadata':{'a':[1,2]}}")));
  }
}
