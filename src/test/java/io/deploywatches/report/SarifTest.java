package io.deploywatches.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deploywatches.problem.Location;
import io.deploywatches.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SarifTest {
  private static JsonNode place(Problem problem, String bundle) throws IOException {
    JsonNode document =
        new ObjectMapper().readTree(Sarif.of(List.of(problem), "1", Path.of(bundle)));
    return document.at("/runs/0/results/0/locations/0/physicalLocation");
  }

  private static String uri(String file, String bundle) throws IOException {
    Problem problem = Problem.error(new Location(file, 3), "wrong");
    return place(problem, bundle).at("/artifactLocation/uri").asText();
  }

  @Test
  void aPlaceIsAUriOfTheRepository() throws IOException {
    assertThat(uri("watches/my rule+1.yml", "")).isEqualTo("watches/my%20rule%2B1.yml");
    assertThat(uri("watches/\u00fc.yml", "detections")).isEqualTo("detections/watches/%C3%BC.yml");
    assertThat(uri("watches/a.yml", "./a/../b")).isEqualTo("b/watches/a.yml");
    assertThat(uri("watches/a.yml", "/srv/b")).isEqualTo("watches/a.yml");
  }

  @Test
  void whatConcernsTheWholeBundleStandsAtItsSettings() throws IOException {
    JsonNode place = place(Problem.error(null, "wrong"), "b");
    assertThat(place.at("/artifactLocation/uri").asText()).isEqualTo("b/deploy-watches.yml");
    assertThat(place.at("/region/startLine").asInt()).isEqualTo(1);
  }
}
