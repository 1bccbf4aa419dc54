package io.deploywatches.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.deploywatches.bundle.Rule;
import io.deploywatches.bundle.TestFile;
import io.deploywatches.bundle.TestFile.EventMapping;
import io.deploywatches.bundle.TestFile.Expectation;
import io.deploywatches.problem.Location;
import io.deploywatches.testing.TestCases;
import io.deploywatches.watch.Activation;
import io.deploywatches.watch.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GroupingTest {
  private static BoundCase of(String mapping, String... events) {
    TestFile.Case test =
        new TestFile.Case(
            new Location("watches/a.test.yml", 1),
            "a",
            Optional.empty(),
            Optional.of(new EventMapping.Named(mapping)),
            List.of(events).stream().map(TestCases::json).toList(),
            Optional.empty(),
            new Expectation(true, null, null, List.of(), List.of(), List.of(), null, null));
    Watch watch =
        new Watch(
            "a",
            "watches/a.json",
            TestCases.json("{'input': {'search': {'request': {'indices': ['x-*']}}}}"),
            Activation.KEEP,
            List.of());
    Rule rule = EventTimesTest.rule("{}");
    return new BoundCase(
        new TestFile("watches/a.test.yml", rule.source(), List.of(test)), test, rule, watch);
  }

  private static List<Integer> sizes(BoundCase... cases) {
    return Grouping.of(List.of(cases)).stream().map(group -> group.cases().size()).toList();
  }

  @Test
  void casesWithTheSameMappingShareAnIndex() {
    assertThat(
            sizes(of("winlogbeat", "{'a': 1}"), of("winlogbeat", "{'b': 'x'}"), of("winlogbeat")))
        .containsExactly(3);
    assertThat(sizes(of("winlogbeat"), of("dynamic"))).containsExactly(1, 1);
  }

  @Test
  void noEventDecidesHowAnotherOneIsMapped() {
    assertThat(sizes(of("ecs", "{'a': 1}"), of("ecs", "{'a': 1.5}"))).containsExactly(1, 1);
    assertThat(sizes(of("ecs", "{'a': {'b': 1}}"), of("ecs", "{'a': 1}"))).containsExactly(1, 1);
    assertThat(sizes(of("ecs", "{'a': {'b': 1}}"), of("ecs", "{'a.b': 1, 'a': {}}")))
        .containsExactly(2);
    assertThat(sizes(of("ecs", "{'a': ['x']}"), of("ecs", "{'a': null}"), of("ecs", "{'a': 'y'}")))
        .containsExactly(3);
  }

  @Test
  void whatLooksLikeADateMattersWhereDatesAreFound() {
    BoundCase date = of("dynamic", "{'a': '2026-11-25'}");
    assertThat(sizes(date, of("dynamic", "{'a': 'x'}"))).containsExactly(1, 1);
    assertThat(sizes(of("ecs", "{'a': '2026-11-25'}"), of("ecs", "{'a': 'x'}"))).containsExactly(2);
  }

  @Test
  void aCaseWhoseOwnValuesDifferStandsAlone() {
    BoundCase mixed = of("dynamic", "{'x': 'abc'}", "{'x': 5}");
    assertThat(sizes(mixed, of("dynamic", "{'x': 7}"))).containsExactly(1, 1);
    assertThat(sizes(of("dynamic", "{'x': 7}"), mixed)).containsExactly(1, 1);
    assertThat(sizes(mixed, of("dynamic", "{'y': 7}"))).containsExactly(1, 1);
  }

  @Test
  void whatOnlyBeginsLikeADateIsText() {
    BoundCase date = of("dynamic", "{'x': '2026-01-01'}");
    assertThat(sizes(of("dynamic", "{'x': '2026 is fine'}"), date)).containsExactly(1, 1);
    assertThat(sizes(of("dynamic", "{'x': '2026/01/01'}"), date)).containsExactly(1, 1);
    assertThat(sizes(of("dynamic", "{'x': 'now-5m'}"), date)).containsExactly(2);
    assertThat(sizes(of("dynamic", "{'x': '4688'}"), of("dynamic", "{'x': 'a'}")))
        .containsExactly(2);
    // Before 7.0 a week is a date.
    assertThat(sizes(of("dynamic", "{'x': '2026-W48'}"), of("dynamic", "{'y': 'a'}")))
        .containsExactly(1, 1);
  }

  @Test
  void anIndexHoldsNotTooManyFields() {
    List<BoundCase> cases = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      var event = JsonNodeFactory.instance.objectNode();
      for (int field = 0; field < 100; field++) {
        event.put("f" + i + "_" + field, "x");
      }
      cases.add(of("winlogbeat", event.toString()));
    }
    assertThat(Grouping.of(cases)).hasSize(5);
  }
}
