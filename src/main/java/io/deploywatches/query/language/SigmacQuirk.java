package io.deploywatches.query.language;

/**
 * A way in which sigmac 0.18.1 writes what a rule does not say, or what the language does not take.
 * A language keeps it when it is asked to, and then warns wherever it makes a difference; each can
 * be left out.
 */
public enum SigmacQuirk {
  /**
   * {@code (x and a) or x}: when what all branches share is taken out in front, a branch of which
   * nothing is left is dropped, and the query finds less than the rule.
   */
  ABSORBED_BRANCH_IS_DROPPED(
      "a branch that another one includes is dropped, and the query finds less than the rule"),

  /**
   * Below a negation only parentheses that the condition implies are written: {@code NOT (C AND D
   * OR E)}, which Lucene reads as C and D required and E optional.
   */
  NEGATION_IS_LEFT_AS_IT_IS(
      "below a NOT the parentheses between AND and OR are missing, and other events are excluded"
          + " than the rule says"),

  /** The text targets write the first of several conditions. */
  FIRST_CONDITION_ONLY("only the first of the rule's conditions is written"),

  /** A value with wildcards is sought in the sub-field {@code .keyword}, in its own case. */
  KEYWORD_SUB_FIELD(
      "wildcards are sought in '.keyword', which winlogbeat's indices do not have, and upper and"
          + " lower case must be the same"),

  /** graylog: a wildcard takes the quotes off a value and the others of its list. */
  BLANKS_SEPARATE_WORDS(
      "a wildcard takes the quotes off all values of a field, whose blanks then separate words"),

  /**
   * A backslash more is put before the {@code u} of two backslashes and a u, which Lucene reads as
   * the start of a code point.
   */
  BACKSLASH_BEFORE_U("the backslashes of '\\\\u' become three, which Lucene cannot read"),

  /** A regular expression stands between slashes as it is, on the analysed field. */
  REGEXP_AS_IT_IS(
      "the regular expression stands there as the rule has it: Lucene's knows no ^, $ and \\d, is"
          + " always anchored, and a '/' ends it"),

  /** {@code NOT _exists_:f} has no parentheses of its own. */
  BARE_NOT_EXISTS("NOT _exists_ has no parentheses, so that an OR beside it does not hold"),

  /** Keywords are sought in {@code \*.keyword}, or without a field, quoted or not by chance. */
  KEYWORDS_IN_ALL_FIELDS(
      "keywords are sought in all '.keyword' fields with leading wildcards, or as single words in"
          + " the default fields"),

  /** A hash is sought in upper and in lower case, whatever is around it. */
  HASH_IN_TWO_CASES("a hash is sought in upper and in lower case, and in no mixture of them"),

  /** graylog's lists have blanks between the values: the default operator joins them. */
  DEFAULT_OPERATOR_JOINS(
      "the values of a list stand beside each other: they are alternatives only where the default"
          + " operator is OR"),

  /** What the log source means is not part of the query. */
  LOG_SOURCE_IS_NOT_SOUGHT(
      "the rule's log source narrows nothing: events of any other kind are found as well"),

  /** A field that the log shipper calls otherwise keeps its name, and is never found. */
  FIELD_KEEPS_ITS_NAME("a field is not called so in winlogbeat's indices, and is never found"),

  /** powershell looks for {@code Field.*value} in the text of the message. */
  MESSAGE_IS_SOUGHT(
      "fields are sought as text of the message, with values as regular expressions in which '.',"
          + " '(' and '[' are not escaped"),

  /** A value of a list without a wildcard is sought without its field. */
  LIST_VALUE_WITHOUT_FIELD("a list's values are sought without the field's name"),

  /** {@code -not Field="*"}: no PowerShell. */
  NULL_IS_NO_POWERSHELL("PowerShell cannot read the test for an absent field"),

  /** A null in a list is the word None. */
  NULL_IS_NONE("null in a list is the word 'None'"),

  /** A keyword is not escaped at all. */
  KEYWORD_BREAKS_STRING("a '\"' or '$' of a keyword ends or changes the string in PowerShell"),

  /** The event log of an earlier rule of the file stays set. */
  LOG_NAME_STAYS("the event log is that of an earlier rule of the same file"),

  /** A single backslash goes to grep as it is. */
  BACKSLASH_FOR_GREP("backslashes are not escaped: grep refuses the pattern or reads another one"),

  /** {@code ?} goes to grep as it is. */
  QUESTION_MARK_FOR_GREP("'?' stands for an optional character in grep, not for any one"),

  /** A rule of one value is sought at the start of the line. */
  START_OF_LINE("a single value is sought at the start of the line only"),

  /** grep distinguishes case. */
  CASE_COUNTS("upper and lower case must be the same"),

  /** The test for an absent field is true of every line. */
  NULL_IS_ANYTHING("the test for an absent field is true of every line"),

  /** splunk knows no {@code ?}. */
  QUESTION_MARK_IS_LITERAL("'?' is a question mark, not any one character"),

  /** grep counts nothing, and no watch looks for what is near. */
  AGGREGATION_IS_LEFT_OUT(
      "what the condition says of many events at once is left out, and single events are found"),

  /** The text targets count in all that is searched. */
  TIMEFRAME_IS_LEFT_OUT("the timeframe is left out: events are counted over all that is searched"),

  /** {@code count(field)} counts the events that have the field, or those of each value. */
  EVENTS_ARE_COUNTED("count(field) counts events, not different values"),

  /** xpack-watcher counts whatever the function is. */
  MEASURE_IS_A_COUNT("min, max, avg and sum are a count of events"),

  /** PowerShell's {@code group-object} groups by properties, which an event's data are not. */
  GROUPED_BY_NO_PROPERTY(
      "events are grouped by a property that they do not have, so that all are one group"),

  /** powershell has no operator for {@code ==}. */
  EQUAL_IS_NONE("the comparison '==' is the word 'None', which PowerShell cannot read"),

  /** xpack-watcher looks for any event instead of an equal number. */
  EQUAL_IS_ANY("a count that is to be equal to a number only has to be different from 0"),

  /** xpack-watcher compares {@code buckets.0}. */
  FIRST_BUCKET_ALONE(
      "the watch compares the first bucket alone, and fails in each run that has none"),

  /** The watch of the target xpack-watcher. */
  WATCH_NEVER_FIRES(
      "the watch filters on 'timestamp', which shippers do not fill, asks for no hits and always"
          + " looks back 30 minutes");

  private static final String HINT = "leave --compat sigmac out, or see docs/sigmac-differences.md";

  private final String defect;

  SigmacQuirk(String defect) {
    this.defect = defect;
  }

  /** What is wrong with it, in a sentence. */
  public String defect() {
    return defect;
  }

  String hint() {
    return HINT;
  }
}
