package io.deploywatches.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deploywatches.cluster.ClusterException.Kind;
import io.deploywatches.watch.LiveWatch;
import io.deploywatches.watch.MetadataMapping;
import io.deploywatches.watch.SecretValues;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A cluster that can hold watches. Opening it connects to nothing; every method that asks may fail
 * with a {@link ClusterException}. Safe for use by several threads.
 *
 * <p>What is only overloaded, and connections that are lost, are tried again with growing pauses.
 * {@link #cancel} ends these pauses at once and lets requests in flight finish; interrupting a
 * thread also abandons the request that it waits for.
 */
public final class Cluster implements AutoCloseable {
  private static final String MANAGE = "the cluster privilege manage_watcher";

  private final Transport transport;
  private final SecretValues secrets;
  private volatile @Nullable ClusterFacts facts;

  private Cluster(Transport transport, SecretValues secrets) {
    this.transport = transport;
    this.secrets = secrets;
  }

  /**
   * Makes a cluster from its address, without asking it anything.
   *
   * @param secrets asked while a watch is written to a request
   * @param listener hears of every request
   */
  public static Cluster open(
      ConnectionSettings settings, SecretValues secrets, RequestListener listener) {
    return open(
        settings,
        secrets,
        listener,
        () -> ThreadLocalRandom.current().nextLong(),
        Clock.systemUTC(),
        Transport.Pause.REAL);
  }

  static Cluster open(
      ConnectionSettings settings,
      SecretValues secrets,
      RequestListener listener,
      RandomGenerator random,
      Clock clock,
      Transport.Pause pause) {
    Backoff backoff = new Backoff(random, clock);
    return new Cluster(new Transport(settings, listener, backoff, pause), secrets);
  }

  /**
   * What the cluster is, asked once in four requests. Fails, each time with one sentence, when it
   * cannot be reached or does not trust us, is no Elasticsearch of 6.8 or newer, or has no Watcher
   * or no licence for it.
   */
  public synchronized ClusterFacts inspect() throws ClusterException {
    ClusterFacts known = facts;
    if (known == null) {
      known = new Inspection(transport).inspect();
      facts = known;
    }
    return known;
  }

  /**
   * How the metadata of watches is mapped, in two requests; {@link MetadataMapping#UNKNOWN} for a
   * user who may not see it.
   */
  public MetadataMapping metadata() throws ClusterException {
    return new Metadata(transport).ask();
  }

  /** All watches, whoever owns them, sorted by id: one request for each 1,000, and one more. */
  public List<LiveWatch> list() throws ClusterException {
    return listing().all();
  }

  /**
   * A watch as it is now, in the same form as {@link #list} gives it; empty when it does not exist.
   *
   * @throws ClusterException of kind {@link Kind#UNREADABLE} when it exists but is not even listed
   */
  public Optional<LiveWatch> get(String id) throws ClusterException {
    if (!inspect().version().isAtLeast(7, 11)) {
      return listing().one(id);
    }
    Call call =
        Call.watch(
            "GET",
            id,
            "",
            "read the watch",
            "the cluster privilege manage_watcher (or monitor_watcher, to plan only)");
    Answer answer = transport.send(call);
    JsonNode json = answer.json();
    if (answer.status() == 404 && json.path("found").isBoolean()) {
      return Optional.empty();
    }
    boolean explained = json.path("error").isObject();
    if (explained && (answer.status() == 404 || answer.status() == 400)) {
      // Its stored script was deleted, or it holds what this server wrote but does not read. The
      // listing shows it without reading it.
      Optional<LiveWatch> listed = listing().search(id);
      if (listed.isEmpty()) {
        throw Failures.failed(
            Kind.UNREADABLE,
            call,
            "the watch exists, but the server can neither read nor list it: "
                + Failures.reason(answer));
      }
      return listed;
    }
    if (!answer.isSuccess()) {
      throw Failures.of(call, answer);
    }
    if (!(json.path("watch") instanceof ObjectNode body)) {
      throw Failures.notElasticsearch(call, answer);
    }
    ObjectNode status =
        json.path("status") instanceof ObjectNode object
            ? object
            : JsonNodeFactory.instance.objectNode();
    return Optional.of(new LiveWatch(id, body, status));
  }

  /**
   * Which of these ids are taken, by whomever, in one request.
   *
   * @param ids at most 1,000
   */
  public Set<String> present(Collection<String> ids) throws ClusterException {
    return listing().present(ids);
  }

  /**
   * Creates a watch or replaces it as a whole, which forgets its acknowledgements and what it did
   * last. Never with {@code if_seq_no}: that would merge the two bodies.
   *
   * @param body marked texts become strings here; the ownership mark is the caller's
   * @param active whether the watch runs afterwards
   * @param check asked before the watch is put again because an answer got lost
   * @return what the server said of it; empty when the check said that it is not to be put again
   */
  public Optional<Put> put(String id, ObjectNode body, boolean active, RepeatCheck check)
      throws ClusterException {
    Call call = Call.watch("PUT", id, "?active=" + active, "put the watch", MANAGE);
    try {
      call = call.withBody(Json.write(body, secrets));
    } catch (Json.UnknownSecretException e) {
      throw new ClusterException(Kind.REJECTED, true, "cannot put the watch: " + e.getMessage(), e);
    }
    Optional<Answer> answer =
        transport.send(
            call,
            check == RepeatCheck.ALWAYS ? Transport.Repeat.BLINDLY : () -> check.repeat(get(id)));
    if (answer.isPresent() && !answer.get().isSuccess()) {
      throw Failures.of(call, answer.get());
    }
    return answer.map(
        given -> given.json().path("created").asBoolean() ? Put.CREATED : Put.REPLACED);
  }

  /** What a put did, as the server says. */
  public enum Put {
    CREATED,
    REPLACED
  }

  /** Switches a watch on; everything else about it stays. */
  public void activate(String id) throws ClusterException {
    succeed(Call.watch("PUT", id, "/_activate", "activate the watch", MANAGE));
  }

  /** Switches a watch off; everything else about it stays. */
  public void deactivate(String id) throws ClusterException {
    succeed(Call.watch("PUT", id, "/_deactivate", "deactivate the watch", MANAGE));
  }

  /** Deletes a watch; it is fine when there is none. */
  public void delete(String id) throws ClusterException {
    Call call = Call.watch("DELETE", id, "", "delete the watch", MANAGE);
    Answer answer = transport.send(call);
    if (!answer.isSuccess() && !isMissing(answer)) {
      throw Failures.of(call, answer);
    }
  }

  /**
   * Carries a watch out once, without storing it, and simulates every action.
   *
   * <p>Not everything is simulated: inputs and the attachments of a mail are carried out, and so is
   * an index action whose payload is a list of documents (6.8.23). The caller keeps them out.
   *
   * @param time for which the run is scheduled
   * @param payload what the input gives instead of being carried out
   * @return the record of the run; a run that failed has one, too
   */
  public ObjectNode simulate(ObjectNode watch, Instant time, Optional<ObjectNode> payload)
      throws ClusterException {
    return new Execution(transport, secrets).simulate(watch, time, payload);
  }

  /** What can be asked about the indices in which watches search. */
  public Searches searches() throws ClusterException {
    return new Searches(transport, inspect().version());
  }

  /** The indices of our own in which test cases are tried. */
  public ScratchIndices scratch() throws ClusterException {
    return new ScratchIndices(transport, inspect().version());
  }

  /** Lets no further request begin and ends all waiting; requests in flight are finished. */
  public void cancel() {
    transport.cancel();
  }

  @Override
  public void close() {
    transport.close();
  }

  private Listing listing() throws ClusterException {
    return new Listing(transport, inspect().version());
  }

  private void succeed(Call call) throws ClusterException {
    Answer answer = transport.send(call);
    if (!answer.isSuccess()) {
      throw Failures.of(call, answer);
    }
  }

  /** No watch, or not even the index in which watches are kept. */
  private static boolean isMissing(Answer answer) {
    return answer.isIndexMissing()
        || (answer.status() == 404 && answer.json().path("found").isBoolean());
  }
}
