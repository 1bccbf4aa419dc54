package io.deploywatches.query.language;

import io.deploywatches.sigma.Network;
import io.deploywatches.sigma.TextPattern;
import java.util.ArrayList;
import java.util.List;

/** Networks as patterns of the text of an address, for languages that know no networks. */
final class AddressPatterns {
  private AddressPatterns() {}

  /**
   * The patterns of which one matches each address of a network, and of no other.
   *
   * @return none when the text of an IPv6 address, of which zeros are left out, cannot tell
   */
  static List<TextPattern> of(Network network) {
    return network.isIpv4() ? ipv4(network) : ipv6(network);
  }

  private static List<TextPattern> ipv4(Network network) {
    int whole = network.prefix() / Byte.SIZE;
    int rest = network.prefix() % Byte.SIZE;
    StringBuilder start = new StringBuilder();
    for (int i = 0; i < whole; i++) {
      start.append(i == 0 ? "" : ".").append(network.address().get(i));
    }
    if (whole == 4) {
      return List.of(TextPattern.of(start.toString()));
    } else if (rest == 0) {
      return List.of(TextPattern.of(whole == 0 ? "*.*.*.*" : start + ".*"));
    }
    List<TextPattern> patterns = new ArrayList<>();
    int first = network.address().get(whole);
    for (int octet = first; octet < first + (1 << (Byte.SIZE - rest)); octet++) {
      String text = start + (whole == 0 ? "" : ".") + octet;
      patterns.add(TextPattern.of(whole == 3 ? text : text + ".*"));
    }
    return patterns;
  }

  private static List<TextPattern> ipv6(Network network) {
    List<Integer> groups = network.groups();
    int whole = network.prefix() / Short.SIZE;
    int rest = network.prefix() % Short.SIZE;
    if (whole == 8) {
      return List.of(TextPattern.of(joined(groups)), TextPattern.of(shortened(groups)));
    } else if (whole == 0) {
      return firstGroup(groups.get(0), rest);
    } else if (rest == 0) {
      return startingWith(groups.subList(0, whole));
    } else if (rest < Byte.SIZE) {
      return rest > 4 || groups.subList(0, whole).contains(0)
          ? List.of()
          : firstDigit(joined(groups.subList(0, whole)) + ":", groups.get(whole) >> 12, 4 - rest);
    }
    List<TextPattern> patterns = new ArrayList<>();
    int first = groups.get(whole);
    for (int value = first; value < first + (1 << (Short.SIZE - rest)); value++) {
      List<Integer> start = new ArrayList<>(groups.subList(0, whole));
      start.add(value);
      List<TextPattern> ofValue = startingWith(start);
      if (ofValue.isEmpty()) {
        return List.of();
      }
      patterns.addAll(ofValue);
    }
    return patterns;
  }

  /** Some first bits of the address; those of a group with four digits. */
  private static List<TextPattern> firstGroup(int group, int bits) {
    if (bits == 0 || group < 0x1000) {
      return List.of();
    }
    List<TextPattern> patterns = new ArrayList<>();
    int digits = (bits + 3) / 4;
    int first = group >> (Short.SIZE - 4 * digits);
    for (int value = first; value < first + (1 << (4 * digits - bits)); value++) {
      patterns.add(TextPattern.of(Integer.toHexString(value) + "?".repeat(4 - digits) + ":*"));
    }
    return patterns;
  }

  /** Up to four first bits of a group; of one that begins with 0 the digit is not written. */
  private static List<TextPattern> firstDigit(String start, int digit, int free) {
    List<TextPattern> patterns = new ArrayList<>();
    for (int value = digit; value < digit + (1 << free); value++) {
      if (value == 0) {
        for (String rest : List.of("?:*", "??:*", "???:*", ":*")) {
          patterns.add(TextPattern.of(start + rest));
        }
      } else {
        patterns.add(TextPattern.of(start + Integer.toHexString(value) + "???:*"));
      }
    }
    return patterns;
  }

  /**
   * Addresses that start with some groups. By RFC 5952 two or more zeros are left out, so that one
   * or two of them at the end can be told.
   */
  private static List<TextPattern> startingWith(List<Integer> groups) {
    int zero = groups.indexOf(0);
    if (zero < 0) {
      return List.of(TextPattern.of(joined(groups) + ":*"));
    }
    int zeros = groups.size() - zero;
    boolean onlyZeros = groups.subList(zero, groups.size()).stream().allMatch(group -> group == 0);
    return zero == 0 || zeros > 2 || !onlyZeros
        ? List.of()
        : List.of(
            TextPattern.of(joined(groups) + ":*"),
            TextPattern.of(joined(groups.subList(0, zero)) + "::*"));
  }

  private static String joined(List<Integer> groups) {
    return String.join(":", groups.stream().map(Integer::toHexString).toList());
  }

  /** As RFC 5952 writes an address: the longest run of zeros, the first of them, left out. */
  private static String shortened(List<Integer> groups) {
    int best = 0;
    int bestLength = 0;
    for (int i = 0; i < groups.size(); i++) {
      int end = i;
      while (end < groups.size() && groups.get(end) == 0) {
        end++;
      }
      if (end - i > bestLength) {
        best = i;
        bestLength = end - i;
      }
    }
    return bestLength < 2
        ? joined(groups)
        : joined(groups.subList(0, best))
            + "::"
            + joined(groups.subList(best + bestLength, groups.size()));
  }
}
