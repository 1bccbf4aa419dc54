package io.deploywatches.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** The source of a template, which may be a string or a whole JSON object. */
final class TemplateSource {
  private static final String CONTENT_TYPE = "content_type";

  private TemplateSource() {}

  /**
   * Without the content type that a server adds to a source that is an object, and that every
   * version spells in its own way.
   */
  static ObjectNode withoutContentType(ObjectNode template, ServerVersion version) {
    JsonNode source = template.has("source") ? template.get("source") : template.get("inline");
    JsonNode type = template.path("options").path(CONTENT_TYPE);
    if (source == null
        || !source.isContainerNode()
        || !type.asText().toLowerCase(Locale.ROOT).startsWith("application/json")) {
      return template;
    }
    ObjectNode copy = template.objectNode();
    copy.setAll(template);
    ObjectNode options = template.objectNode();
    options.setAll((ObjectNode) template.get("options"));
    options.remove(CONTENT_TYPE);
    copy.set("options", options);
    return copy;
  }
}
