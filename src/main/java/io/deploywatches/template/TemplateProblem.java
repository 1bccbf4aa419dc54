package io.deploywatches.template;

import io.deploywatches.problem.Problem;

/** Ends the rendering of one watch; the problem says why. */
final class TemplateProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  TemplateProblem(Problem problem) {
    super(problem.message(), null, false, false);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
