package io.deploywatches.cluster;

/** The cluster did not do what it was asked to; the message is one sentence for the user. */
public final class ClusterException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Kind {
    /** No connection, or it was lost again and again. */
    UNREACHABLE(true),
    /** A connection, but no trust; or HTTP where HTTPS is spoken, or the other way round. */
    TLS(true),
    /** No answer in time. What a write did is unknown. */
    TIMEOUT(false),
    /** No credentials or wrong ones. */
    UNAUTHENTICATED(true),
    /** The user lacks a privilege, which the message names. */
    FORBIDDEN(true),
    /** Something else answers there, or an Elasticsearch that is too old. */
    NOT_ELASTICSEARCH(true),
    /** Watcher is not installed or switched off. */
    NO_WATCHER(true),
    /** The licence does not include Watcher, or has expired. */
    LICENSE(true),
    /** The server does not accept the request. */
    REJECTED(false),
    /** The watch exists, but the server itself can no longer read it. It can be overwritten. */
    UNREADABLE(false),
    /** Overloaded or failing, also after all retries. */
    UNAVAILABLE(false),
    /** {@link Cluster#cancel} was called, or the thread was interrupted. */
    CANCELLED(true);

    private final boolean concernsCluster;

    Kind(boolean concernsCluster) {
      this.concernsCluster = concernsCluster;
    }
  }

  private final Kind kind;
  private final boolean concernsCluster;

  ClusterException(Kind kind, boolean askedOneWatch, String message) {
    super(message);
    this.kind = kind;
    this.concernsCluster = kind.concernsCluster || !askedOneWatch;
  }

  ClusterException(Kind kind, boolean askedOneWatch, String message, Throwable cause) {
    this(kind, askedOneWatch, message);
    initCause(cause);
  }

  /** The same failure, told in other words. */
  public ClusterException saying(String message) {
    ClusterException other = new ClusterException(kind, !concernsCluster, message);
    other.initCause(this);
    return other;
  }

  /** Whether requests of any other kind, about whatever indices, would fail as well. */
  public boolean concernsConnection() {
    return switch (kind) {
      case UNREACHABLE, TLS, UNAUTHENTICATED, NOT_ELASTICSEARCH, NO_WATCHER, LICENSE, CANCELLED ->
          true;
      case TIMEOUT, FORBIDDEN, REJECTED, UNREADABLE, UNAVAILABLE -> false;
    };
  }

  public Kind kind() {
    return kind;
  }

  /** Whether every other request would fail as well; else the failure is one watch's own. */
  public boolean concernsCluster() {
    return concernsCluster;
  }
}
