package io.deploywatches.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Runs the program as a user does, in this process. */
final class Cli {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Map<String, String> environment;
  private final String input;

  private Cli(Map<String, String> environment, String input) {
    this.environment = environment;
    this.input = input;
  }

  static Cli withEnvironment(Map<String, String> environment) {
    return new Cli(environment, "");
  }

  static Cli withInput(String input) {
    return new Cli(Map.of(), input);
  }

  /** Runs it with an empty environment and nothing piped in. */
  static Result run(Object... arguments) {
    return withInput("").with(arguments);
  }

  Result with(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console =
        new Console(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintWriter(out),
            new PrintWriter(err),
            false,
            false,
            environment::get);
    String[] strings = new String[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      strings[i] =
          arguments[i] instanceof Path path ? path.toString() : String.valueOf(arguments[i]);
    }
    int code = new Main(console, new Cancellation()).run(strings);
    return new Result(code, out.toString(), err.toString());
  }

  /** What a run left behind. */
  record Result(int code, String out, String err) {

    /** Standard output, which has to be one JSON document. */
    JsonNode json() {
      try {
        return MAPPER.readTree(out);
      } catch (JsonProcessingException e) {
        throw new AssertionError("standard output is not JSON: " + out, e);
      }
    }

    /** The watch of that id in a JSON report. */
    JsonNode watch(String id) {
      for (JsonNode watch : json().path("watches")) {
        if (watch.path("id").asText().equals(id)) {
          return watch;
        }
      }
      throw new AssertionError("no watch " + id + " in " + out);
    }
  }
}
