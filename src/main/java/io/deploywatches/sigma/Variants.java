package io.deploywatches.sigma;

import io.deploywatches.sigma.Modifiers.Step;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** The texts that a modifier makes of one text, as alternatives. */
final class Variants {
  /** More than any rule needs; each dash multiplies them by five. */
  static final int MAX = 1_000;

  /** The dashes that Windows programs take before an option. */
  private static final String DASHES = "-/–—―";

  private Variants() {}

  /**
   * Applies steps to a text without wildcards or, when all of them are {@code windash}, with them.
   *
   * @throws TooMany when that makes more than {@link #MAX} texts
   */
  static List<String> of(String text, List<Step> steps) throws TooMany {
    List<String> texts = List.of(text);
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      List<String> next = new ArrayList<>();
      for (String each : texts) {
        switch (step) {
          case WINDASH -> dashes(each, next);
          case BASE64 -> next.add(base64(each.getBytes(StandardCharsets.UTF_8)));
          case BASE64OFFSET -> offsets(each.getBytes(StandardCharsets.UTF_8), next);
          case UTF16, UTF16LE, UTF16BE -> {
            byte[] encoded = encode(each, step);
            if (steps.get(i + 1) == Step.BASE64) {
              next.add(base64(encoded));
            } else {
              offsets(encoded, next);
            }
          }
        }
      }
      if (step.isEncoding()) {
        i++;
      }
      texts = next;
      if (texts.size() > MAX) {
        throw new TooMany();
      }
    }
    return texts;
  }

  private static byte[] encode(String text, Step step) {
    return switch (step) {
      case UTF16BE -> text.getBytes(StandardCharsets.UTF_16BE);
      case UTF16LE -> text.getBytes(StandardCharsets.UTF_16LE);
      default -> ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16LE);
    };
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** What base64 of a longer text holds wherever these bytes begin in it. */
  private static void offsets(byte[] bytes, List<String> into) {
    for (int offset = 0; offset < 3; offset++) {
      byte[] shifted = new byte[offset + bytes.length];
      Arrays.fill(shifted, (byte) ' ');
      System.arraycopy(bytes, 0, shifted, offset, bytes.length);
      String text = Base64.getEncoder().encodeToString(shifted);
      // Characters that bits of neighbours share are left out, and so is the filling.
      int from = offset == 0 ? 0 : offset + 1;
      int to = text.length() - (shifted.length % 3 == 0 ? 0 : 4 - shifted.length % 3);
      if (from < to) {
        into.add(text.substring(from, to));
      }
    }
  }

  /** A dash is one that begins an option: nothing of a word before it, and a word after it. */
  private static void dashes(String text, List<String> into) throws TooMany {
    List<StringBuilder> variants = new ArrayList<>(List.of(new StringBuilder()));
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean option =
          (c == '-' || c == '/')
              && (i == 0 || !isWord(text.charAt(i - 1)))
              && i + 1 < text.length()
              && isWord(text.charAt(i + 1));
      if (!option) {
        variants.forEach(variant -> variant.append(c));
        continue;
      }
      List<StringBuilder> more = new ArrayList<>(variants.size() * DASHES.length());
      for (StringBuilder variant : variants) {
        DASHES.chars().forEach(dash -> more.add(new StringBuilder(variant).append((char) dash)));
      }
      variants = more;
      if (variants.size() > MAX) {
        throw new TooMany();
      }
    }
    variants.forEach(variant -> into.add(variant.toString()));
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  /** Ends the making of variants; never leaves this package. */
  static final class TooMany extends Exception {
    private static final long serialVersionUID = 1L;

    TooMany() {
      super("more than " + MAX + " variants", null, false, false);
    }
  }
}
