package io.deploywatches.query;

import io.deploywatches.sigma.FieldMapping;
import java.util.regex.Pattern;

/**
 * How the fields of a rule are found in an index.
 *
 * @param fields the name of a field mapping: {@link FieldMapping#builtIn()}
 * @param keyword {@code none} when the fields themselves are keyword fields, else what their
 *     keyword sub-field is called: {@code .keyword}
 * @param server the Elasticsearch version that the query is for: {@code 7.10}
 */
public record Matching(String fields, String keyword, String server) {
  private static final Pattern SERVER = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(\\.\\d{1,4})?");
  private static final String NONE = "none";

  /** The settings of a bundle that says nothing. */
  public static final Matching DEFAULT = new Matching("winlogbeat", NONE, "7.10");

  public Matching {
    if (FieldMapping.named(fields) == null) {
      throw new IllegalArgumentException("there is no field mapping '" + fields + "'");
    }
    if (!isKeyword(keyword)) {
      throw new IllegalArgumentException("keyword is 'none' or a suffix, not '" + keyword + "'");
    }
    if (!isServer(server)) {
      throw new IllegalArgumentException("server is a version such as 7.10, not '" + server + "'");
    }
  }

  /** Whether a setting can be a keyword suffix. */
  public static boolean isKeyword(String keyword) {
    return keyword.equals(NONE) || (keyword.startsWith(".") && keyword.length() > 1);
  }

  /** Whether a setting can be a server version. */
  public static boolean isServer(String server) {
    return SERVER.matcher(server).matches();
  }

  FieldMapping mapping() {
    FieldMapping mapping = FieldMapping.named(fields);
    if (mapping == null) {
      throw new IllegalStateException(fields);
    }
    return mapping;
  }

  /** Whether queries on single terms know {@code case_insensitive}: since 7.10. */
  boolean knowsCaseInsensitive() {
    int dot = server.indexOf('.');
    int second = server.indexOf('.', dot + 1);
    int major = Integer.parseInt(server.substring(0, dot));
    int minor = Integer.parseInt(server.substring(dot + 1, second < 0 ? server.length() : second));
    return major > 7 || (major == 7 && minor >= 10);
  }

  /** The field that holds the whole text of a field as one term. */
  String keywordField(String field) {
    return keyword.equals(NONE) ? field : field + keyword;
  }
}
