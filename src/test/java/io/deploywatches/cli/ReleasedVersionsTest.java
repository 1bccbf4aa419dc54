package io.deploywatches.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the released versions of the shipped templates and of the query generator render. These
 * files are not rewritten with the other golden files: a bundle pins a version so that a newer tool
 * leaves its watches alone. Whoever has to change an output makes a new version and its file here;
 * only until 0.1.0 is released may version 1 itself still change.
 */
final class ReleasedVersionsTest {
  private static final Path RELEASED = Path.of("src/test/resources/released");

  @TempDir Path folder;

  @Test
  void aReleasedVersionRendersWhatItAlwaysDid() throws IOException {
    Cli.Result rendered = Cli.run("render", "--bundle", RELEASED.resolve("bundle"));
    assertThat(rendered.code()).as(rendered.err()).isZero();
    assertThat(rendered.out()).isEqualTo(Files.readString(RELEASED.resolve("1.json")));
  }

  /** The bundle's own template of a name is meant without a pin, the shipped one with it. */
  @Test
  void aPinNamesTheShippedTemplate() {
    TestBundle bundle =
        bundle("email")
            .file(
                "templates/email.json.mustache",
                "{\"trigger\": {\"schedule\": {\"interval\": \"1h\"}}, \"metadata\": {\"own\": true}}");
    assertThat(render(bundle).json().at("/metadata/own").asBoolean()).isTrue();

    bundle("email@1");
    assertThat(render(bundle).json().path("actions").has("send_email")).isTrue();
  }

  @Test
  void unpinnedIsTheNewest() {
    String newest = render(bundle("email")).out();
    assertThat(render(bundle("email@1")).out()).isEqualTo(newest);
  }

  @Test
  void anUnknownVersionIsToldWithThoseThatThereAre() {
    assertThat(render(bundle("email@2")).err())
        .isEqualTo(
            """
            watches/rule.yml:1: error: there is no version '2' of the shipped template 'email'
                versions: 1; without @ it is the newest, unless the bundle has its own
            """);
    assertThat(render(bundle("email@")).err()).contains("there is no version ''");
    assertThat(render(bundle("emial@1")).err()).contains("there is no template 'emial@1'");
    TestBundle own = bundle("own@1").file("templates/own.json.mustache", "{}");
    assertThat(render(own).err())
        .contains("the template 'own' is the bundle's own, which has no versions");
    TestBundle partial =
        bundle("own").file("templates/own.json.mustache", "{\"actions\": {<%> slack@7 %>}}");
    assertThat(render(partial).err())
        .contains(
            "own.json.mustache:1: error: there is no version '7' of the shipped partial 'slack'");
  }

  @Test
  void anUnknownGeneratorIsToldWithThoseThatThereAre() {
    TestBundle bundle = bundle("email\n  generator: 1");
    assertThat(render(bundle).code()).isZero();
    bundle("email\n  generator: 2");
    assertThat(render(bundle).err())
        .isEqualTo(
            """
            deploy-watches.yml:4: error: there is no version '2' of the query generator
                versions: 1; without a pin it is the newest
            """);
  }

  private TestBundle bundle(String template) {
    return TestBundle.in(
            folder,
            "bundle: one\ndefaults:\n  template: "
                + template
                + "\n  indices: [logs-*]\n  values: {to: [a@example.org]}\n")
        .file("watches/rule.yml", "title: A rule\nid: rule\nquery: 'a:b'\n");
  }

  private static Cli.Result render(TestBundle bundle) {
    return Cli.run("render", "--bundle", bundle.root());
  }
}
