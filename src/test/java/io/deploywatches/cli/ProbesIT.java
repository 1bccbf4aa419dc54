package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.testing.FaultProxy;
import io.deploywatches.testing.LocalElasticsearch;
import io.deploywatches.testing.Probes;
import io.deploywatches.testing.Probes.Probe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every body that a real server takes: deployed once, and the plan after it is empty. */
final class ProbesIT {
  /** What the server takes and then silently changes or loses, and what is said of it. */
  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry("action.logging.text-bad-mustache", "is never closed"),
          Map.entry("action.pd.nodesc", "without a description"),
          Map.entry("action.throttle-both", "say the same thing"),
          Map.entry("action.two-types", "only the last one counts"),
          Map.entry("action.webhook.headers-redacted", "::es_redacted::"),
          Map.entry("b.status field", "[status] is silently ignored"),
          Map.entry("condition.compare-two-paths", "only the last one counts"),
          Map.entry("condition.two", "only the last one counts"),
          Map.entry("metadata.string", "a string is silently lost"),
          Map.entry("raw.comments", "not valid JSON"),
          Map.entry("raw.trailing-garbage", "text after the end of the JSON value"),
          Map.entry("schedule.monthly.days-time", "[days] is silently ignored"),
          Map.entry("schedule.weekly.days-key", "[days] is silently ignored"),
          Map.entry("schedule2.monthly.junk", "[junk] is silently ignored"),
          Map.entry("schedule2.weekly.days-fri", "[days] is silently ignored"),
          Map.entry("schedule2.weekly.junk2", "[junk] is silently ignored"),
          Map.entry("top.status-garbage", "[status] is silently ignored"),
          Map.entry("top.status-in-body", "[status] is silently ignored"),
          Map.entry("top.throttle-both", "say the same thing"),
          Map.entry("transform.two", "only the last one counts"));

  /** What only servers before 7.0 cannot read again, so that it takes a server to know. */
  private static final String UNREADABLE = "servers before 7.0 store this as";

  private static final List<String> REFUSED_HERE =
      List.of(
          "action.email.attachments-rep-1500ms",
          "action.email.attachments-rep-66s",
          "action.email.attachments-rep-90s");

  @TempDir Path folder;

  private final LocalElasticsearch server = LocalElasticsearch.permissive();
  private final List<Probe> probes = new ArrayList<>();
  private TestBundle bundle;

  @BeforeEach
  void startClean() {
    server.deleteAllWatches();
    probes.addAll(Probes.accepted("6.8.23"));
    probes.addAll(Probes.publicWatches());
    bundle = TestBundle.in(folder, "bundle: probes\n");
    for (int i = 0; i < probes.size(); i++) {
      bundle.file(file(i), probes.get(i).text());
    }
  }

  @Test
  void isDeployedOnceAndNeverAgain() throws IOException {
    try (FaultProxy proxy = FaultProxy.before(server)) {
      Map<String, String> refused = refused(run(proxy));
      assertThat(proxy.requests()).isEmpty();
      assertThat(refused.keySet()).isEqualTo(new TreeSet<>(REFUSED.keySet()));
      REFUSED.forEach((name, reason) -> assertThat(refused.get(name)).as(name).contains(reason));
      deleteFiles(refused.keySet());

      Map<String, String> refusedHere = refused(run(proxy));
      assertThat(proxy.writes()).isEmpty();
      assertThat(refusedHere).containsOnlyKeys(REFUSED_HERE);
      assertThat(refusedHere.values()).allMatch(reason -> reason.contains(UNREADABLE));
      deleteFiles(refusedHere.keySet());

      int count = probes.size() - REFUSED.size() - REFUSED_HERE.size();
      Cli.Result deploy = run(proxy);
      assertThat(deploy.code()).as(deploy.err()).isZero();
      assertThat(deploy.json().at("/summary/create").asInt()).isEqualTo(count);

      proxy.calm();
      Cli.Result empty = run(proxy, "--dry-run", "--exit-code");
      assertThat(empty.code()).as(changed(empty)).isZero();
      assertThat(empty.json().at("/summary/unchanged").asInt()).isEqualTo(count);
      Cli.Result again = run(proxy);
      assertThat(again.code()).as(again.err()).isZero();
      assertThat(proxy.writes()).as("a deploy with nothing to do").isEmpty();

      System.out.printf(
          "probes on 6.8.23: %d deployed and unchanged, %d refused as bodies, %d for this server%n",
          count, refused.size(), refusedHere.size());
      refused.forEach((name, reason) -> System.out.println("  " + name + ": " + reason));
      refusedHere.forEach((name, reason) -> System.out.println("  " + name + ": " + reason));
    }
  }

  /** Repeated keys, which 6.8 refuses as a fault of its own, and text that is no object. */
  @Test
  void whatIsNoStrictJsonObjectIsRefused() throws IOException {
    try (FaultProxy proxy = FaultProxy.before(server)) {
      for (int i = 0; i < probes.size(); i++) {
        bundle.delete(file(i));
      }
      String watch = "{\"trigger\": {\"schedule\": {\"interval\": \"1h\"}}}";
      bundle
          .file("watches/repeated.json", watch.replaceFirst("\\{", "{\"trigger\": {}, "))
          .file("watches/list.json", "[" + watch + "]")
          .file("watches/two.json", watch + watch)
          .file("watches/empty.json", "");
      Cli.Result result = run(proxy);
      assertThat(result.code()).isEqualTo(2);
      assertThat(proxy.requests()).isEmpty();
      assertThat(result.json().path("problems").findValuesAsText("message"))
          .hasSize(4)
          .anyMatch(message -> message.contains("duplicate key 'trigger'"))
          .anyMatch(message -> message.contains("expected a mapping"))
          .anyMatch(message -> message.contains("text after the end"))
          .anyMatch(message -> message.contains("empty"));
    }
  }

  private Cli.Result run(FaultProxy proxy, Object... more) {
    Object[] arguments = new Object[more.length + 6];
    arguments[0] = "--bundle";
    arguments[1] = folder;
    arguments[2] = "--cluster";
    arguments[3] = proxy.address();
    arguments[4] = "--output";
    arguments[5] = "json";
    System.arraycopy(more, 0, arguments, 6, more.length);
    return Cli.run(arguments);
  }

  /** The errors of a run that stopped for them, by the name of the probe. */
  private Map<String, String> refused(Cli.Result result) {
    assertThat(result.code()).as(result.err()).isEqualTo(2);
    Map<String, String> reasons = new TreeMap<>();
    for (JsonNode problem : result.json().path("problems")) {
      if (problem.path("severity").asText().equals("error")) {
        int index = Integer.parseInt(problem.path("file").asText().replaceAll("\\D", ""));
        reasons.put(probes.get(index).name(), problem.path("message").asText());
      }
    }
    return reasons;
  }

  private void deleteFiles(Set<String> names) {
    for (int i = 0; i < probes.size(); i++) {
      if (names.contains(probes.get(i).name())) {
        bundle.delete(file(i));
      }
    }
  }

  /** What a plan would change, with the names of the probes. */
  private String changed(Cli.Result plan) {
    StringBuilder text = new StringBuilder();
    for (JsonNode watch : plan.json().path("watches")) {
      if (!watch.path("action").asText().equals("unchanged")) {
        int index = Integer.parseInt(watch.path("id").asText().substring(1));
        text.append(probes.get(index).name()).append(' ').append(watch).append('\n');
      }
    }
    return text.toString();
  }

  private static String file(int index) {
    return "watches/p" + index + ".json";
  }
}
