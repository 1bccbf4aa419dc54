package io.deploywatches.sigma;

import io.deploywatches.problem.Location;

/** The id or the name of a rule, and where another rule names it. */
public record Reference(String name, Location location) {}
