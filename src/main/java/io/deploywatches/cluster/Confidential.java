package io.deploywatches.cluster;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a request carried that nobody may see. What we write ourselves is masked by where it stands;
 * this is for the words of a server, or of what stands before it, which may quote a request.
 */
final class Confidential {
  private static final String MASK = "********";

  /** What is shorter, as a part of a code, stands in every text. */
  private static final int SHORTEST_CODE = 4;

  private final Set<String> secrets;

  Confidential(Collection<String> secrets) {
    this.secrets = Set.copyOf(secrets);
  }

  Confidential and(Collection<String> more) {
    Set<String> all = new LinkedHashSet<>(secrets);
    all.addAll(more);
    return new Confidential(all);
  }

  /** The text without the secrets, as they are or in JSON, in a URL or in Base64. */
  String cleared(String text) {
    Set<String> forms =
        new TreeSet<>(
            Comparator.comparing(String::length)
                .reversed()
                .thenComparing(Comparator.naturalOrder()));
    secrets.stream().filter(secret -> !secret.isEmpty()).forEach(secret -> addForms(secret, forms));
    String cleared = text;
    for (String form : forms) {
      cleared = cleared.replace(form, MASK);
    }
    return cleared;
  }

  private static void addForms(String secret, Set<String> forms) {
    String inJson = new String(JsonStringEncoder.getInstance().quoteAsString(secret));
    forms.add(secret);
    forms.add(inJson);
    String inForm = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    for (String encoded : List.of(inForm, inForm.replace("+", "%20"))) {
      forms.add(encoded);
      forms.add(lowerCaseHex(encoded));
    }
    for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
      for (int before = 0; before < 3; before++) {
        addCode(code(secret, before, encoder), forms);
        addCode(code(inJson, before, encoder), forms);
      }
    }
  }

  private static void addCode(String code, Set<String> forms) {
    if (code.length() >= SHORTEST_CODE) {
      forms.add(code);
    }
  }

  /** What is sure to be in the Base64 of a text that has the secret after so many bytes. */
  private static String code(String secret, int before, Base64.Encoder encoder) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    byte[] shifted = new byte[before + bytes.length];
    System.arraycopy(bytes, 0, shifted, before, bytes.length);
    int from = before == 0 ? 0 : before + 1;
    int to = shifted.length * 8 / 6;
    return from >= to ? "" : encoder.encodeToString(shifted).substring(from, to);
  }

  private static String lowerCaseHex(String encoded) {
    StringBuilder text = new StringBuilder(encoded);
    for (int at = text.indexOf("%"); at >= 0; at = text.indexOf("%", at + 1)) {
      for (int i = at + 1; i <= at + 2; i++) {
        text.setCharAt(i, Character.toLowerCase(text.charAt(i)));
      }
    }
    return text.toString();
  }
}
