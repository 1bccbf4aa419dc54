package io.deploywatches.plan;

import io.deploywatches.watch.LiveWatch;
import io.deploywatches.watch.Watch;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is to be done about one watch. */
public sealed interface Change {
  /** The watch's id; null for a file so wrong that it has none. */
  @Nullable String id();

  /** The file that the watch comes from. */
  String source();

  Action action();

  /** What differs, for those changes that compare. */
  default Optional<Comparison> comparison() {
    return Optional.empty();
  }

  /** What else there is to say of the live watch. */
  default Notes notes() {
    return Notes.NONE;
  }

  /**
   * The watch is not there.
   *
   * @param applied the digest for the ownership mark
   */
  record Create(Watch desired, String applied, Comparison compared) implements Change {
    @Override
    public String id() {
      return desired.id();
    }

    @Override
    public String source() {
      return desired.source();
    }

    @Override
    public Action action() {
      return Action.CREATE;
    }

    @Override
    public Optional<Comparison> comparison() {
      return Optional.of(compared);
    }
  }

  /**
   * The watch is there and has to be put again.
   *
   * @param action update, or adopt where nobody owned it
   * @param seen the live watch that the plan was made from
   * @param active the active state to put it with
   * @param why empty for an adoption
   */
  record Replace(
      Action action,
      Watch desired,
      LiveWatch seen,
      String applied,
      boolean active,
      Comparison compared,
      Set<Why> why,
      Notes notes)
      implements Change {
    @Override
    public String id() {
      return desired.id();
    }

    @Override
    public String source() {
      return desired.source();
    }

    @Override
    public Optional<Comparison> comparison() {
      return Optional.of(compared);
    }
  }

  /**
   * The body is right, the active state is not.
   *
   * @param seen the live watch that the plan was made from
   */
  record Switch(Watch desired, LiveWatch seen, boolean active, Comparison compared, Notes notes)
      implements Change {
    @Override
    public String id() {
      return desired.id();
    }

    @Override
    public String source() {
      return desired.source();
    }

    @Override
    public Action action() {
      return active ? Action.ACTIVATE : Action.DEACTIVATE;
    }

    @Override
    public Optional<Comparison> comparison() {
      return Optional.of(compared);
    }
  }

  /** The watch is as it should be. */
  record Unchanged(String id, String source, Notes notes) implements Change {
    @Override
    public Action action() {
      return Action.UNCHANGED;
    }
  }

  /**
   * A watch of that id exists and is not ours.
   *
   * @param owner the bundle that owns it; empty for nobody
   */
  record Conflict(String id, String source, String owner) implements Change {
    @Override
    public Action action() {
      return Action.CONFLICT;
    }
  }

  /**
   * The watch is ours and is to go.
   *
   * @param seen the live watch that the plan was made from
   * @param successor the id of the watch that takes its place and has to be deployed first; null
   *     when none does
   */
  record Delete(String id, String source, LiveWatch seen, @Nullable String successor)
      implements Change {
    @Override
    public Action action() {
      return Action.DELETE;
    }
  }

  /** The watch is ours and left the bundle. */
  record Orphan(String id, String source) implements Change {
    @Override
    public Action action() {
      return Action.ORPHAN;
    }
  }

  /** The rule did not render. */
  record Invalid(@Nullable String id, String source) implements Change {
    @Override
    public Action action() {
      return Action.INVALID;
    }
  }
}
