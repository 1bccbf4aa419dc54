package io.deploywatches.query.language;

import io.deploywatches.query.language.Node.Group;
import io.deploywatches.query.language.Node.Not;
import io.deploywatches.query.language.Node.Pair;
import io.deploywatches.query.language.Node.Parentheses;
import io.deploywatches.query.language.Node.Word;
import io.deploywatches.sigma.Condition;
import io.deploywatches.sigma.Criterion;
import io.deploywatches.sigma.Detection;
import io.deploywatches.sigma.Expression;
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
  private final Detection detection;
  private final SigmacConfiguration configuration;
  private final Quirks quirks;
  private final Set<String> events;

  private SigmacTree(Detection detection, SigmacConfiguration configuration, Quirks quirks) {
    this.detection = detection;
    this.configuration = configuration;
    this.quirks = quirks;
    this.events = events(detection);
  }

  /** The rewritten tree of a detection. */
  static Node of(Detection detection, SigmacConfiguration configuration, Quirks quirks) {
    SigmacTree tree = new SigmacTree(detection, configuration, quirks);
    return tree.whole(detection.condition());
  }

  /** The event ids that a rule names outside of lists; some names of fields depend on them. */
  static Set<String> events(Detection detection) {
    Set<String> events = new LinkedHashSet<>();
    detection.selections().values().forEach(selection -> addEvents(selection, events));
    return events;
  }

  private static void addEvents(Expression node, Set<String> events) {
    if (node instanceof Expression.And and) {
      and.operands().forEach(operand -> addEvents(operand, events));
    } else if (node instanceof Expression.Or or) {
      or.operands().forEach(operand -> addEvents(operand, events));
    } else if (node instanceof Expression.FieldMatch match
        && match.field().equals("EventID")
        && !match.listed()) {
      events.add(match.criteria().get(0).written());
    }
  }

  /** sigmac reads what stands in parentheses as a condition of its own, event log included. */
  private Node whole(Condition condition) {
    Node node = condition(condition);
    List<String> logs = configuration.logs(detection.logSource());
    if (!logs.isEmpty()) {
      List<Criterion> values = new ArrayList<>();
      logs.forEach(log -> values.add(new Criterion.Text(TextPattern.exactly(log))));
      Node pair =
          new Pair(configuration.logField(), values, values.size() > 1, detection.location());
      node = new Group(true, List.of(pair, node));
    }
    return parenthesise(Objects.requireNonNull(rewrite(strip(node))));
  }

  private Node condition(Condition condition) {
    if (condition instanceof Condition.Name name) {
      return new Parentheses(selection(name.name()));
    } else if (condition instanceof Condition.Grouped grouped) {
      return new Parentheses(whole(grouped.operand()));
    } else if (condition instanceof Condition.Not not) {
      return negation(condition(not.operand()));
    } else if (condition instanceof Condition.And and) {
      return inTwos(true, and.operands());
    } else if (condition instanceof Condition.Or or) {
      return inTwos(false, or.operands());
    }
    return quantified((Condition.Quantified) condition);
  }

  private Node negation(Node operand) {
    if (isMixed(operand, null)) {
      quirks.keep(SigmacQuirk.NEGATION_IS_LEFT_AS_IT_IS);
    }
    return new Not(operand);
  }

  /** Whether {@code and} and {@code or} meet without parentheses between them. */
  private static boolean isMixed(Node node, @Nullable Group above) {
    if (node instanceof Parentheses parentheses) {
      return isMixed(parentheses.child(), null);
    } else if (node instanceof Group group) {
      boolean joins = group.children().size() > 1;
      return (joins && above != null && above.and() != group.and())
          || group.children().stream().anyMatch(child -> isMixed(child, joins ? group : above));
    }
    return false;
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
      List<Node> pairs = new ArrayList<>();
      for (String name : configuration.names(match.field(), events)) {
        pairs.add(new Pair(name, match.criteria(), match.listed(), match.location()));
      }
      return pairs.size() == 1 ? pairs.get(0) : new Parentheses(new Group(false, pairs));
    } else if (selection instanceof Expression.KeywordMatch keyword) {
      return new Word(keyword.criterion(), keyword.location());
    }
    return new Not(node(((Expression.Not) selection).operand()));
  }

  private boolean entersNegation() {
    return !quirks.has(SigmacQuirk.NEGATION_IS_LEFT_AS_IT_IS);
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
    if (!rest.isEmpty() && (!absorbed || quirks.keep(SigmacQuirk.ABSORBED_BRANCH_IS_DROPPED))) {
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
