package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deploywatches.testing.FaultProxy;
import io.deploywatches.testing.GeneratedWatches;
import io.deploywatches.testing.LocalElasticsearch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Watches over the whole grammar: after their deploy the plan is empty. With {@code -Dsoak=true}
 * ten times as many.
 */
final class GeneratedWatchesIT {
  private static final int WATCHES = 40;
  private static final int BUNDLES = Boolean.getBoolean("soak") ? 10 : 1;

  @Property(tries = 5, shrinking = ShrinkingMode.OFF)
  void thePlanAfterADeployIsEmpty(@ForAll long seed) throws IOException {
    GeneratedWatches generated = new GeneratedWatches(new Random(seed));
    for (int i = 0; i < BUNDLES; i++) {
      deploy(generated);
    }
  }

  private static void deploy(GeneratedWatches generated) throws IOException {
    LocalElasticsearch server = LocalElasticsearch.permissive();
    server.deleteAllWatches();
    Path folder = Files.createTempDirectory("generated");
    try (FaultProxy proxy = FaultProxy.before(server)) {
      TestBundle bundle = TestBundle.in(folder, "bundle: generated\n");
      for (int i = 0; i < WATCHES; i++) {
        bundle.file("watches/g" + i + ".json", generated.next().toString());
      }
      Cli.Result deploy = run(folder, proxy);
      assertThat(deploy.code()).as(deploy.err() + failed(folder, deploy)).isZero();
      assertThat(deploy.json().at("/summary/create").asInt()).isEqualTo(WATCHES);

      proxy.calm();
      Cli.Result empty = run(folder, proxy, "--dry-run", "--exit-code");
      assertThat(empty.code()).as(failed(folder, empty)).isZero();
      assertThat(empty.json().at("/summary/unchanged").asInt()).isEqualTo(WATCHES);
      assertThat(run(folder, proxy).code()).isZero();
      assertThat(proxy.writes()).isEmpty();
    } finally {
      delete(folder);
    }
  }

  private static Cli.Result run(Path folder, FaultProxy proxy, Object... more) {
    Object[] arguments = new Object[more.length + 6];
    arguments[0] = "--bundle";
    arguments[1] = folder;
    arguments[2] = "--cluster";
    arguments[3] = proxy.address();
    arguments[4] = "--output";
    arguments[5] = "json";
    System.arraycopy(more, 0, arguments, 6, more.length);
    return Cli.run(arguments);
  }

  /** What the server refused, and what the plan would change, with the bodies. */
  private static String failed(Path folder, Cli.Result result) throws IOException {
    StringBuilder text = new StringBuilder();
    for (JsonNode watch : result.json().path("watches")) {
      boolean isChanged = watch.path("action").asText().equals("update");
      if (isChanged || !watch.path("error").isNull()) {
        text.append('\n').append(watch.path("error")).append(watch.path("changes")).append('\n');
        text.append(Files.readString(folder.resolve(watch.path("source").asText())));
      }
    }
    return text.toString();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
