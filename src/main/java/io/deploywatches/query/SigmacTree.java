package io.deploywatches.query;

import io.deploywatches.sigma.Condition;
import io.deploywatches.sigma.Criterion;
import io.deploywatches.sigma.Detection;
import io.deploywatches.sigma.Expression;
import io.deploywatches.sigma.FieldMapping;
import io.deploywatches.sigma.LogSource;
import io.deploywatches.sigma.LogSources;
import io.deploywatches.sigma.TextPattern;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A rule as sigmac's languages see it: joined in twos where the condition joins, with a node for
 * each pair of parentheses that is written or implied, and then rewritten by sigmac's rules. They
 * all depend on this shape, so it is kept apart from {@link Expression}.
 */
final class SigmacTree {
  /** A node of the tree. */
  sealed interface Node {}

  /** Nodes joined by {@code and} or {@code or}. */
  record Group(boolean and, List<Node> children) implements Node {
    Group {
      children = List.copyOf(children);
    }
  }

  record Not(Node child) implements Node {}

  record Parentheses(Node child) implements Node {}

  /** A mapped field and its values. */
  record Pair(String field, List<Criterion> values, boolean listed) implements Node {}

  /** A keyword. */
  record Word(Criterion value) implements Node {}

  private final Detection detection;
  private final FieldMapping mapping;
  private final Set<SigmacQuirk> quirks;

  private SigmacTree(Detection detection, FieldMapping mapping, Set<SigmacQuirk> quirks) {
    this.detection = detection;
    this.mapping = mapping;
    this.quirks = quirks;
  }

  /** The rewritten tree of a detection. */
  static Node of(Detection detection, FieldMapping mapping, Set<SigmacQuirk> quirks) {
    SigmacTree tree = new SigmacTree(detection, mapping, quirks);
    return tree.whole(detection.condition());
  }

  /** sigmac reads what stands in parentheses as a condition of its own, event log included. */
  private Node whole(Condition condition) {
    Node node = condition(condition);
    List<Node> channels = channels();
    if (!channels.isEmpty()) {
      channels.add(node);
      node = new Group(true, channels);
    }
    return parenthesise(Objects.requireNonNull(rewrite(strip(node))));
  }

  private List<Node> channels() {
    List<Node> channels = new ArrayList<>();
    List<Criterion> values = new ArrayList<>();
    for (String channel : LogSources.sigmacChannels(detection.logSource())) {
      values.add(new Criterion.Text(TextPattern.exactly(channel)));
    }
    if (!values.isEmpty()) {
      channels.add(new Pair(map("Channel"), values, values.size() > 1));
    }
    return channels;
  }

  private String map(String field) {
    return mapping.map(field, LogSource.UNKNOWN).get(0);
  }

  private Node condition(Condition condition) {
    if (condition instanceof Condition.Name name) {
      return new Parentheses(selection(name.name()));
    } else if (condition instanceof Condition.Grouped grouped) {
      return new Parentheses(whole(grouped.operand()));
    } else if (condition instanceof Condition.Not not) {
      return new Not(condition(not.operand()));
    } else if (condition instanceof Condition.And and) {
      return inTwos(true, and.operands());
    } else if (condition instanceof Condition.Or or) {
      return inTwos(false, or.operands());
    }
    return quantified((Condition.Quantified) condition);
  }

  private Node inTwos(boolean and, List<Condition> operands) {
    Node joined = condition(operands.get(0));
    for (Condition operand : operands.subList(1, operands.size())) {
      joined = new Group(and, List.of(joined, condition(operand)));
    }
    return joined;
  }

  private Node quantified(Condition.Quantified condition) {
    if (condition.isOverItems()) {
      Node selection = selection(condition.pattern());
      boolean list = detection.selection(condition.pattern()) instanceof Expression.Or;
      return new Parentheses(
          list && selection instanceof Group group
              ? new Group(condition.all(), group.children())
              : selection);
    }
    List<Node> members = new ArrayList<>();
    boolean them = condition.pattern().equalsIgnoreCase("them");
    for (String name : them ? detection.selections().keySet() : condition.names()) {
      members.add(new Parentheses(selection(name)));
    }
    return new Parentheses(new Group(condition.all(), members));
  }

  private Node selection(String name) {
    return node(detection.selection(name));
  }

  private Node node(Expression selection) {
    if (selection instanceof Expression.And and) {
      return new Group(true, and.operands().stream().map(this::node).toList());
    } else if (selection instanceof Expression.Or or) {
      return new Group(false, or.operands().stream().map(this::node).toList());
    } else if (selection instanceof Expression.FieldMatch match) {
      return new Pair(map(match.field()), match.criteria(), match.listed());
    } else if (selection instanceof Expression.KeywordMatch keyword) {
      return new Word(keyword.criterion());
    }
    return new Not(node(((Expression.Not) selection).operand()));
  }

  private boolean entersNegation() {
    return !quirks.contains(SigmacQuirk.NEGATION_IS_LEFT_AS_IT_IS);
  }

  /** Takes the parentheses away, outside of negations. */
  private Node strip(Node node) {
    if (node instanceof Parentheses parentheses) {
      return strip(parentheses.child());
    } else if (node instanceof Group group) {
      return new Group(group.and(), group.children().stream().map(this::strip).toList());
    } else if (node instanceof Not not && entersNegation()) {
      return new Not(strip(not.child()));
    }
    return node;
  }

  /** Null when nothing is left. */
  private @Nullable Node rewrite(Node node) {
    Node current = node;
    while (current instanceof Group group) {
      if (group.children().isEmpty()) {
        return null;
      }
      Node next = step(group);
      if (next == null) {
        return rewriteChildren(group);
      }
      current = next;
    }
    if (current instanceof Not not) {
      if (not.child() instanceof Not twice) {
        return rewrite(twice.child());
      }
      if (entersNegation()) {
        Node child = rewrite(not.child());
        return child == null ? null : new Not(child);
      }
    }
    return current;
  }

  private @Nullable Node rewriteChildren(Group group) {
    List<Node> children = new ArrayList<>();
    for (Node child : group.children()) {
      Node rewritten = rewrite(child);
      if (rewritten != null) {
        children.add(rewritten);
      }
    }
    return children.equals(group.children()) ? group : rewrite(new Group(group.and(), children));
  }

  /** The first rule that applies; null when none does. */
  private @Nullable Node step(Group group) {
    if (group.children().size() == 1) {
      return group.children().get(0);
    }
    Group once = withoutRepetitions(group);
    if (once.children().size() < group.children().size()) {
      return once;
    }
    Group flat = flat(group);
    return flat != null ? flat : factored(group);
  }

  private static boolean isLeaf(Node node) {
    return node instanceof Pair || node instanceof Word;
  }

  private static Group withoutRepetitions(Group group) {
    Set<Node> seen = new LinkedHashSet<>();
    List<Node> children = new ArrayList<>();
    for (Node child : group.children()) {
      if (!isLeaf(child) || seen.add(child)) {
        children.add(child);
      }
    }
    return new Group(group.and(), children);
  }

  /** Only groups of the same kind and pairs become one group. */
  private static @Nullable Group flat(Group group) {
    List<Node> children = new ArrayList<>();
    boolean changed = false;
    for (Node child : group.children()) {
      if (child instanceof Group inner && inner.and() == group.and()) {
        children.addAll(inner.children());
        changed = true;
      } else if (child instanceof Pair) {
        children.add(child);
      } else {
        return null;
      }
    }
    return changed ? new Group(group.and(), children) : null;
  }

  /** Takes what all branches share out in front. */
  private @Nullable Node factored(Group group) {
    Set<Node> shared = null;
    for (Node child : group.children()) {
      if (!(child instanceof Group inner) || inner.and() == group.and()) {
        return null;
      }
      Set<Node> leaves = new LinkedHashSet<>(inner.children());
      leaves.removeIf(leaf -> !isLeaf(leaf));
      if (shared == null) {
        shared = leaves;
      } else {
        shared.retainAll(leaves);
      }
    }
    if (shared == null || shared.isEmpty()) {
      return null;
    }
    List<Node> rest = new ArrayList<>();
    boolean absorbed = false;
    for (Node child : group.children()) {
      List<Node> own = new ArrayList<>(((Group) child).children());
      own.removeAll(shared);
      absorbed |= own.isEmpty();
      if (!own.isEmpty()) {
        rest.add(new Group(!group.and(), own));
      }
    }
    List<Node> children = new ArrayList<>(shared);
    boolean drop = quirks.contains(SigmacQuirk.ABSORBED_BRANCH_IS_DROPPED);
    if (!rest.isEmpty() && (drop || !absorbed)) {
      children.add(new Group(group.and(), rest));
    }
    return new Group(!group.and(), children);
  }

  /** Every group gets parentheses, outside of negations. */
  private Node parenthesise(Node node) {
    if (node instanceof Group group) {
      return new Parentheses(
          new Group(group.and(), group.children().stream().map(this::parenthesise).toList()));
    } else if (node instanceof Not not && entersNegation()) {
      return new Not(parenthesise(not.child()));
    }
    return node;
  }
}
