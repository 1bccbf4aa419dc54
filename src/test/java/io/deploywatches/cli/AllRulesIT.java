package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.testing.Corpus;
import io.deploywatches.testing.LocalElasticsearch;
import io.deploywatches.testing.SigmaEvents;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Public rules become watches that a server takes and executes without an error, and the plan after
 * their deploy is empty: a twentieth of them; with {@code -Dsoak=true} all.
 */
final class AllRulesIT {
  private static final int EVERY = Boolean.getBoolean("soak") ? 1 : 20;
  private static final String INDEX = "all-rules";

  /** What the rules that leave something open are filled in with. */
  private static final List<String> PLACEHOLDERS =
      List.of(
          "Administrators",
          "Admins_Workstations",
          "ApprovedUserUpn",
          "Approved_Inviters",
          "DC-MACHINE-NAME",
          "DomainControllers",
          "HomeTenantID",
          "Important_AppIds",
          "KNOWN_LOCATION",
          "Known_Location",
          "Legitimate_Countries",
          "Legitimate_IP_Ranges",
          "ServerSystems",
          "UnApprovedDevice",
          "UnApprovedIp",
          "UnLegitCountries",
          "Workstations",
          "dc_ip_addresses",
          "dc_machine_accounts",
          "domain_controller_hostnames",
          "internal_domains",
          "known_cdcs",
          "legit_ips",
          "legtimate_identifiers",
          "userdomain");

  @TempDir Path folder;

  private final LocalElasticsearch server = LocalElasticsearch.permissive();

  @Test
  void deployRunAndStayAsTheyAre() {
    Map<String, String> rules = rules();
    SigmaEvents.index(server, INDEX, SigmaEvents.KEYWORDS);
    server.deleteAllWatches();
    TestBundle bundle = TestBundle.in(folder, settings());
    rules.forEach((path, yaml) -> bundle.file("watches/" + path, yaml));

    Map<String, String> left = new TreeMap<>();
    for (JsonNode problem : deploy("--keep-going").json().path("problems")) {
      if (problem.path("severity").asText().equals("error")) {
        String file = problem.path("file").asText();
        left.put(file.substring(file.lastIndexOf('/') + 1), problem.path("message").asText());
        bundle.delete(file);
      }
    }
    Map<String, JsonNode> watches = server.storedWatches();
    System.out.printf(
        "public rules as watches: %d of %d; left: %s%n", watches.size(), rules.size(), left);
    assertThat(left).isEmpty();
    assertThat(watches).hasSize(rules.size() - left.size());
    List<String> failed = new ArrayList<>();
    watches.keySet().forEach(id -> failed.addAll(execute(id)));
    assertThat(failed).isEmpty();

    Cli.Result plan = deploy("--dry-run", "--exit-code");
    assertThat(plan.code()).as(plan.err()).isZero();
    assertThat(plan.json().at("/summary/unchanged").asInt()).isEqualTo(watches.size());
  }

  private static Map<String, String> rules() {
    Map<String, String> rules = new LinkedHashMap<>();
    int number = 0;
    for (JsonNode rule : Corpus.lines("sigma-rules.jsonl")) {
      if (number++ % EVERY == 0) {
        rules.put(rule.path("path").textValue(), rule.path("yaml").textValue());
      }
    }
    return rules;
  }

  private static String settings() {
    return """
        bundle: all-rules
        defaults:
          template: email
          indices: [%s]
          window: 6h
          values:
            to: [soc@example.org]
            placeholders: {%s: 10.0.0.0/8}
          matching: {fields: winlogbeat, keyword: none, server: "6.8"}
        """
        .formatted(INDEX, String.join(": 10.0.0.0/8, ", PLACEHOLDERS));
  }

  private Cli.Result deploy(String... options) {
    List<Object> arguments =
        new ArrayList<>(
            List.of("--bundle", folder, "--cluster", server.address(), "--output", "json"));
    arguments.addAll(List.of(options));
    return Cli.run(arguments.toArray());
  }

  /** What went wrong, if anything did. */
  private List<String> execute(String id) {
    LocalElasticsearch.Response response =
        server.post(
            "/_watcher/watch/" + id + "/_execute", "{\"action_modes\": {\"_all\": \"simulate\"}}");
    JsonNode record = response.json().path("watch_record");
    String state = record.path("state").asText();
    boolean executed =
        record.at("/result/input/status").asText().equals("success")
            && (state.equals("executed") || state.equals("execution_not_needed"));
    return executed ? List.of() : List.of(id + ": " + response);
  }
}
