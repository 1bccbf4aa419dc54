package io.deploywatches.report;

import io.deploywatches.plan.Action;
import io.deploywatches.plan.Change;
import io.deploywatches.plan.Why;
import java.util.stream.Collectors;

/**
 * The line above a change.
 *
 * @param sign what a diff would put first
 * @param verb what is to be done: {@code update}
 * @param id of the watch; empty where there is none
 * @param source the file that it comes from
 * @param remark what else is to be said, with what separates it from the rest; often empty
 */
record Heading(char sign, String verb, String id, String source, String remark) {

  static Heading of(Change change) {
    String id = change.id() == null ? "" : change.id();
    String inactive = change.notes().inactive() ? ", inactive on the cluster" : "";
    return switch (change.action()) {
      case CREATE -> new Heading('+', "create", id, change.source(), "");
      case UPDATE -> new Heading('~', "update", id, change.source(), why(change) + inactive);
      case ADOPT -> new Heading('~', "adopt", id, change.source(), inactive);
      case ACTIVATE -> new Heading('~', "activate", id, change.source(), "");
      case DEACTIVATE -> new Heading('~', "deactivate", id, change.source(), "");
      case DELETE -> new Heading('-', "delete", id, change.source(), successor(change));
      case UNCHANGED ->
          change.notes().inactive()
              ? new Heading('!', "inactive", id, change.source(), ": somebody switched it off")
              : new Heading(' ', "unchanged", id, change.source(), "");
      case CONFLICT -> new Heading('!', "conflict", id, change.source(), ": " + conflict(change));
      case ORPHAN -> new Heading('!', "orphan", id, change.source(), ": it left the bundle");
      case INVALID -> new Heading('!', "invalid", id, change.source(), "");
    };
  }

  /** Whether there is anything to say of the change. */
  static boolean isWorthTelling(Change change) {
    return change.action() != Action.UNCHANGED || change.notes().inactive();
  }

  /** The watch by its id and its file. */
  String subject() {
    return id.isEmpty() ? source : id + " (" + source + ")";
  }

  /** All of it. */
  String text() {
    return sign + " " + verb + " " + subject() + remark;
  }

  private static String conflict(Change change) {
    String owner = change instanceof Change.Conflict conflict ? conflict.owner() : "";
    return owner.isEmpty()
        ? "it exists and nobody owns it; --adopt takes it over"
        : "it belongs to the bundle '" + owner + "'";
  }

  private static String successor(Change change) {
    return change instanceof Change.Delete delete && delete.successor() != null
        ? ": " + delete.successor() + " takes its place"
        : "";
  }

  private static String why(Change change) {
    if (!(change instanceof Change.Replace replace) || replace.why().isEmpty()) {
      return "";
    }
    return replace.why().stream().map(Why::word).collect(Collectors.joining(", ", ": ", ""));
  }
}
