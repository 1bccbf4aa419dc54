package io.deploywatches.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.cluster.ClusterException.Kind;
import io.deploywatches.watch.ClusterIdentity;
import io.deploywatches.watch.ServerVersion;

/**
 * Finds out, in four requests, whether watches can be kept on a cluster, and whose they will be.
 */
final class Inspection {
  private static final ServerVersion OLDEST = new ServerVersion(6, 8);

  private final Transport transport;

  Inspection(Transport transport) {
    this.transport = transport;
  }

  ClusterFacts inspect() throws ClusterException {
    Call call = Call.read("/", "ask the cluster who it is", "the cluster privilege monitor");
    Answer answer = successOf(call);
    JsonNode root = answer.json();
    JsonNode version = root.path("version");
    ServerVersion parsed = version(call, answer);
    String license = license();
    boolean stopped = isStopped();
    ClusterIdentity identity =
        new ClusterIdentity(
            root.path("cluster_name").asText(),
            root.path("cluster_uuid").asText(),
            version.path("number").asText(),
            user());
    return new ClusterFacts(identity, parsed, license, stopped);
  }

  /** Refuses what is not Elasticsearch, is too old, has no Watcher, or has no master yet. */
  private static ServerVersion version(Call call, Answer answer) throws ClusterException {
    JsonNode version = answer.json().path("version");
    String number = version.path("number").asText("");
    String at = answer.node().toString();
    if (version.path("distribution").asText("").equals("opensearch")) {
      throw Failures.failed(
          Kind.NOT_ELASTICSEARCH,
          call,
          at + " is OpenSearch " + number + ", which has no Watcher; Elasticsearch is needed");
    }
    // The header came with 7.14; a proxy may take it off.
    boolean isElasticsearch =
        answer.header("x-elastic-product").map("Elasticsearch"::equals).orElse(false)
            || answer.json().path("tagline").asText("").equals("You Know, for Search");
    ServerVersion parsed = ServerVersion.parse(number).orElse(null);
    if (!isElasticsearch || parsed == null) {
      throw Failures.notElasticsearch(call, answer);
    }
    if (parsed.compareTo(OLDEST) < 0) {
      throw Failures.failed(
          Kind.NOT_ELASTICSEARCH,
          call,
          at + " is Elasticsearch " + number + "; " + OLDEST + " or newer is needed");
    }
    String flavor = version.path("build_flavor").asText("");
    if (flavor.equals("oss") || flavor.equals("serverless")) {
      throw Failures.failed(
          Kind.NO_WATCHER,
          call,
          at + " is Elasticsearch " + number + " (" + flavor + "), which has no Watcher");
    }
    if (answer.json().path("cluster_uuid").asText("_na_").equals("_na_")) {
      throw Failures.failed(
          Kind.UNAVAILABLE, call, "the cluster at " + at + " has not formed yet: it has no master");
    }
    return parsed;
  }

  private String license() throws ClusterException {
    Call call =
        Call.read(
            "/_xpack?filter_path=license.type,license.status,features.watcher",
            "ask for the licence",
            "the cluster privilege monitor");
    Answer answer = transport.send(call);
    JsonNode watcher = answer.json().path("features").path("watcher");
    boolean unknownPath =
        answer.status() == 400 || answer.status() == 404 || answer.status() == 405;
    if (unknownPath || (answer.isSuccess() && !watcher.isObject())) {
      throw Failures.failed(
          Kind.NO_WATCHER, call, "the Elasticsearch at " + answer.node() + " has no Watcher");
    }
    if (!answer.isSuccess()) {
      throw Failures.of(call, answer);
    }
    if (!watcher.path("enabled").asBoolean(true)) {
      throw Failures.failed(
          Kind.NO_WATCHER,
          call,
          "Watcher is switched off at " + answer.node() + " (xpack.watcher.enabled: false)");
    }
    JsonNode license = answer.json().path("license");
    String type = license.path("type").asText("");
    if (!watcher.path("available").asBoolean(true)) {
      throw Failures.failed(Kind.LICENSE, call, noLicense(type, license.path("status").asText("")));
    }
    return type;
  }

  private static String noLicense(String type, String status) {
    if (type.isEmpty()) {
      return "the cluster has no licence; Watcher needs one (trial, gold or better)";
    }
    if (status.equals("expired")) {
      return "the " + type + " licence of the cluster has expired; Watcher refuses all requests";
    }
    return "the "
        + type
        + " licence of the cluster does not include Watcher; it needs trial, gold or better";
  }

  private boolean isStopped() throws ClusterException {
    Call call =
        Call.read(
            "/_watcher/stats",
            "ask whether Watcher runs",
            "the cluster privilege manage_watcher (or monitor_watcher, to plan only)");
    return successOf(call).json().path("manually_stopped").asBoolean(false);
  }

  /** Our name; empty where security is off, which servers tell by different errors. */
  private String user() throws ClusterException {
    Call call = Call.read("/_security/_authenticate", "ask who we are", "to be known");
    Answer answer = transport.send(call);
    if (answer.status() == 401 || answer.status() == 403 || Failures.isTransient(answer)) {
      throw Failures.of(call, answer);
    }
    return answer.isSuccess() ? answer.json().path("username").asText("") : "";
  }

  private Answer successOf(Call call) throws ClusterException {
    Answer answer = transport.send(call);
    if (!answer.isSuccess()) {
      throw Failures.of(call, answer);
    }
    if (!answer.json().isObject()) {
      throw Failures.notElasticsearch(call, answer);
    }
    return answer;
  }
}
