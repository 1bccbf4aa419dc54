package io.deploywatches.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The watches that the corpus's rule pages print as shell commands. */
public final class Pages {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Pattern COMMAND =
      Pattern.compile("/_watcher/watch/([^\\n]*) <<'?EOF'?\\n(.*?)\\nEOF\\n?", Pattern.DOTALL);

  private Pages() {}

  /** Every watch of every page, by its id; the JSON as it stands there, taken literally. */
  public static Map<String, String> watches() throws IOException {
    Map<String, String> watches = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Corpus.file("atc-pages.jsonl"))) {
      Matcher command = COMMAND.matcher(xpackWatcher(MAPPER.readTree(line)));
      while (command.find()) {
        watches.put(command.group(1), command.group(2));
      }
    }
    return watches;
  }

  /** The page of that name. */
  public static JsonNode page(String name) throws IOException {
    for (String line : Files.readAllLines(Corpus.file("atc-pages.jsonl"))) {
      JsonNode page = MAPPER.readTree(line);
      if (page.path("page").asText().equals(name)) {
        return page;
      }
    }
    throw new AssertionError("no page " + name);
  }

  /** The watch's JSON on a page that prints one. */
  public static JsonNode watchOf(JsonNode page) throws JsonProcessingException {
    Matcher command = COMMAND.matcher(xpackWatcher(page));
    if (!command.find()) {
      throw new AssertionError("no command on the page");
    }
    return MAPPER.readTree(command.group(2));
  }

  /** The JSON of all watches on a page. */
  public static List<JsonNode> watchesOf(JsonNode page) throws JsonProcessingException {
    List<JsonNode> watches = new ArrayList<>();
    Matcher command = COMMAND.matcher(xpackWatcher(page));
    while (command.find()) {
      watches.add(MAPPER.readTree(command.group(2)));
    }
    return watches;
  }

  /** The watches that commands put, by their ids; the JSON taken as it stands there. */
  public static Map<String, JsonNode> watchesIn(String commands) throws JsonProcessingException {
    Map<String, JsonNode> watches = new LinkedHashMap<>();
    Matcher command = COMMAND.matcher(commands);
    while (command.find()) {
      watches.put(command.group(1), MAPPER.readTree(command.group(2)));
    }
    return watches;
  }

  private static String xpackWatcher(JsonNode page) {
    return page.path("outputs").path("xpack-watcher").asText() + "\n";
  }
}
