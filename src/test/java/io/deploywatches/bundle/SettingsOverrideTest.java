package io.deploywatches.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.deploywatches.testing.Rules;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsOverrideTest {
  private static final String RULE =
      """
      title: A rule
      id: 007
      level: high
      tags: [attack.t1059, attack.execution]
      logsource: {product: windows, service: security}
      author: [a, b]
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                                   | true",
        "{level: high}                                        | true",
        "{level: [low, high]}                                 | true",
        "{level: low}                                         | false",
        "{level: []}                                          | false",
        "{level: high, title: A rule}                         | true",
        "{level: high, title: Another}                        | false",
        "{id: '007'}                                          | true",
        "{id: 007}                                            | true",
        "{id: 7}                                              | false",
        "{tag: attack.t1059}                                  | true",
        "{tag: [attack.t1, attack.execution]}                 | true",
        "{tag: attack}                                        | false",
        "{tags: attack.t1059}                                 | true",
        "{author: b}                                          | true",
        "{nothing: a}                                         | false",
        "{path: watches/windows/a.yml}                        | true",
        "{path: 'watches/*.yml'}                              | false",
        "{path: 'watches/**'}                                 | true",
        "{path: 'watches/**/*.{yml,yaml}'}                    | true",
        "{path: ['watches/linux/**', 'watches/windows/?.yml']}| true",
        "{logsource: {product: windows}}                      | true",
        "{logsource: {product: [linux, windows]}}             | true",
        "{logsource: {product: windows, service: sysmon}}     | false",
        "{logsource: {category: process_creation}}            | false",
        "{logsource: [{product: linux}, {product: windows}]}  | true",
        "{logsource: windows}                                 | false",
        "{level: {high: true}}                                | false"
      })
  void matchesWhenAllOfItHolds(String match, boolean expected) {
    SettingsOverride override = new SettingsOverride(Rules.rule(match), SettingsLayer.EMPTY);
    assertThat(override.matches("watches/windows/a.yml", Rules.rule(RULE))).isEqualTo(expected);
  }
}
