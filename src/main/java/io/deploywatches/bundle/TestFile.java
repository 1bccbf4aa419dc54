package io.deploywatches.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.problem.Location;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file of test cases, which stands beside the rule that it is about.
 *
 * @param file relative to the bundle: {@code watches/dns.test.yml}
 * @param rule the file of the rule, relative to the bundle: {@code watches/dns.yml}
 * @param cases in the order of the file
 */
public record TestFile(String file, String rule, List<Case> cases) {
  public TestFile {
    cases = List.copyOf(cases);
  }

  /**
   * One case: what is there, and what the watch has to make of it.
   *
   * @param watch the id of the watch, prefix included; empty when the rule makes one alone
   * @param mapping how the events are mapped; empty for what fits the rule's {@code matching}
   * @param events documents; strings such as {@code now-5m} stand for times
   * @param payload what the input gives instead of a search in the events
   */
  public record Case(
      Location location,
      String name,
      Optional<String> watch,
      Optional<EventMapping> mapping,
      List<ObjectNode> events,
      Optional<ObjectNode> payload,
      Expectation expectation) {
    public Case {
      events = List.copyOf(events);
    }
  }

  /**
   * What has to come of a case. Texts have to be contained in what the watch says, and of JSON what
   * is given has to be there; what is not given may be anything.
   *
   * @param fires whether the watch's condition is met
   * @param hits how many events the search finds; null for any number
   * @param groups the keys of the groups that the search counts; null for any
   * @param subject of a mail
   * @param body of a mail
   * @param message of a logging, Slack, PagerDuty, Jira or HipChat action
   * @param webhook the body of a webhook: a JSON object or list, or a text; null for any
   * @param document of an index action; null for any
   */
  public record Expectation(
      boolean fires,
      @Nullable Long hits,
      @Nullable List<String> groups,
      List<String> subject,
      List<String> body,
      List<String> message,
      @Nullable JsonNode webhook,
      @Nullable JsonNode document) {
    public Expectation {
      groups = groups == null ? null : List.copyOf(groups);
      subject = List.copyOf(subject);
      body = List.copyOf(body);
      message = List.copyOf(message);
    }
  }

  /** How the events of a case are mapped. */
  public sealed interface EventMapping {
    /** As the Beats do it: a string is a keyword. */
    String WINLOGBEAT = "winlogbeat";

    /** As the Elastic Agent does it. */
    String ECS = "ecs";

    /** As the server does it by itself: a string is a text with a sub-field {@code .keyword}. */
    String DYNAMIC = "dynamic";

    /** As the rule's own index on the cluster has it. */
    String CLUSTER = "cluster";

    /** One that the tool brings along, or {@link #CLUSTER}. */
    record Named(String name) implements EventMapping {}

    /**
     * One of the bundle.
     *
     * @param mappings with {@code properties} at its top; treated as immutable
     */
    record Own(ObjectNode mappings) implements EventMapping {}
  }
}
