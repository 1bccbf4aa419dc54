package io.deploywatches.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScratchNameTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_795_600_000);
  private static final ScratchName OWN = new ScratchName(NOW, "0a1b2c3d", 100, 1);

  @Test
  void theNameTellsWhoseTheIndexIs() {
    assertThat(OWN).hasToString("deploy-watches-test-1795600000-0a1b2c3d-100-1");
    assertThat(ScratchName.parse(OWN.toString())).contains(OWN);
    assertThat(ScratchName.parse("deploy-watches-test-mine")).isEmpty();
    assertThat(ScratchName.parse("deploy-watches-test-1-2-3-4-5")).isEmpty();
  }

  @Test
  void aRunOfThisMachineIsOverWhenItsProcessIs() {
    ScratchName other = new ScratchName(NOW.minusSeconds(10), "0a1b2c3d", 99, 1);
    assertThat(other.isLeftOver(OWN, process -> Optional.empty())).isTrue();
    assertThat(other.isLeftOver(OWN, process -> Optional.of(NOW.minusSeconds(11)))).isFalse();
  }

  @Test
  void aProcessThatBeganLaterHasOnlyTheNumber() {
    ScratchName other = new ScratchName(NOW.minusSeconds(10), "0a1b2c3d", 99, 1);
    assertThat(other.isLeftOver(OWN, process -> Optional.of(NOW.minusSeconds(3)))).isTrue();
  }

  @Test
  void aNameSaysWhenItsIndexWasMade() {
    Instant later = NOW.plusSeconds(90_000);
    assertThat(OWN.of(7, later)).isEqualTo(new ScratchName(later, "0a1b2c3d", 100, 7));
  }

  @Test
  void anIndexOfAnotherMachineIsLeftOverAfterADay() {
    ScratchName young = new ScratchName(NOW.minusSeconds(86_399), "ffffffff", 99, 1);
    ScratchName old = new ScratchName(NOW.minusSeconds(86_401), "ffffffff", 99, 1);
    assertThat(young.isLeftOver(OWN, process -> Optional.empty())).isFalse();
    assertThat(old.isLeftOver(OWN, process -> Optional.of(NOW.minusSeconds(99_999)))).isTrue();
  }
}
