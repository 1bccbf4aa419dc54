package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MachineTest {
  private static final String PROCESSES = "pid:[4026531836]";

  @Test
  void clonesOfAMachineAreTwo() {
    assertThat(Machine.hash(List.of("localhost", PROCESSES, "a1")))
        .matches("[0-9a-f]{8}")
        .isNotEqualTo(Machine.hash(List.of("localhost", PROCESSES, "a2")));
  }

  @Test
  void itIsTheSameAtEachRun() {
    assertThat(Machine.own()).isEqualTo(Machine.own());
  }
}
