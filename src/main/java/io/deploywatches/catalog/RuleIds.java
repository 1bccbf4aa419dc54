package io.deploywatches.catalog;

import io.deploywatches.bundle.Rule;
import io.deploywatches.bundle.RuleFile;
import io.deploywatches.bundle.SourceValue.Mapping;
import io.deploywatches.bundle.SourceValue.Scalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Ids for the rules of a run, one for each condition and each given once: the rule's own, else for
 * sigmac its title, else the name of its file.
 */
final class RuleIds {
  private final Set<String> given = new HashSet<>();
  private final boolean asSigmac;

  RuleIds(boolean asSigmac) {
    this.asSigmac = asSigmac;
  }

  /** For each rule of a file an id for each condition, at least one. */
  List<List<String>> of(RuleFile file) {
    List<List<String>> ids = new ArrayList<>();
    for (Mapping rule : file.rules()) {
      String base = base(file, rule);
      List<String> ofConditions = new ArrayList<>();
      for (int i = 0; i < Rule.Sigma.conditions(rule); i++) {
        ofConditions.add(unique(base));
      }
      ids.add(ofConditions);
    }
    return ids;
  }

  private String base(RuleFile file, Mapping rule) {
    if (rule.get("id") instanceof Scalar id && !id.isNull()) {
      return id.text();
    }
    if (asSigmac) {
      String title = rule.get("title") instanceof Scalar scalar ? scalar.text() : "";
      return title.replace(' ', '-').replace("(", "").replace(")", "");
    }
    String name = file.source().substring(file.source().lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private String unique(String base) {
    String id = base;
    for (int number = 2; !given.add(id); number++) {
      id = base + "-" + number;
    }
    return id;
  }
}
