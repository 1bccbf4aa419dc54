package io.deploywatches.testing;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Looks for a secret, byte by byte, in all spellings in which a program may let it slip. */
public final class Spellings {
  /** The bytes to look for, by what they are: {@code base64 at 1}. */
  private final Map<String, byte[]> spellings = new LinkedHashMap<>();

  private Spellings() {}

  /** Makes the spellings of a secret of at least eight bytes; shorter ones are found by chance. */
  public static Spellings of(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    if (bytes.length < 8) {
      throw new IllegalArgumentException("too short to be looked for");
    }
    Spellings all = new Spellings();
    all.add("as it is", secret);
    all.spellings.put("in UTF-16", secret.getBytes(StandardCharsets.UTF_16LE));
    all.spellings.put("in Latin 1", secret.getBytes(StandardCharsets.ISO_8859_1));
    all.add("in JSON", new String(JsonStringEncoder.getInstance().quoteAsString(secret)));
    all.add("in HTML", secret.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;"));
    String form = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    all.add("in a form", form);
    all.add("in a URL", form.replace("+", "%20"));
    all.add("in a URL, lower case", lowerCaseHex(form.replace("+", "%20")));
    all.add("percent-encoded as a whole", everyByte(bytes));
    all.add("hexadecimal", HexFormat.of().formatHex(bytes));
    all.add("hexadecimal, upper case", HexFormat.of().withUpperCase().formatHex(bytes));
    all.addBase64("", bytes);
    all.addBase64("of JSON ", all.spellings.get("in JSON"));
    return all;
  }

  private void addBase64(String what, byte[] bytes) {
    for (int offset = 0; offset < 3; offset++) {
      byte[] shifted = new byte[bytes.length / 3 * 3];
      System.arraycopy(bytes, 0, shifted, offset, shifted.length - offset);
      String code = Base64.getEncoder().encodeToString(shifted);
      String sure = code.substring(offset == 0 ? 0 : 4);
      add("Base64 " + what + "at " + offset, sure);
      add("Base64 for URLs " + what + "at " + offset, sure.replace('+', '-').replace('/', '_'));
    }
  }

  private void add(String name, String spelling) {
    spellings.put(name, spelling.getBytes(StandardCharsets.UTF_8));
  }

  /** In which spellings the secret is in these bytes. */
  public List<String> in(byte[] bytes) {
    String haystack = text(bytes);
    List<String> found = new ArrayList<>();
    spellings.forEach(
        (name, spelling) -> {
          if (haystack.contains(text(spelling))) {
            found.add(name);
          }
        });
    return found;
  }

  /** Each byte as one character. */
  private static String text(byte[] bytes) {
    Charset oneByte = StandardCharsets.ISO_8859_1;
    return new String(bytes, oneByte);
  }

  private static String everyByte(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte octet : bytes) {
      text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
    }
    return text.toString();
  }

  private static String lowerCaseHex(String encoded) {
    String[] parts = encoded.split("(?=%)", -1);
    return String.join(
        "",
        Arrays.stream(parts)
            .map(
                part ->
                    part.startsWith("%")
                        ? part.substring(0, 3).toLowerCase(Locale.ROOT) + part.substring(3)
                        : part)
            .toList());
  }
}
