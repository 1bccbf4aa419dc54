package io.deploywatches.query;

import io.deploywatches.sigma.Network;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Regular expressions for the addresses of a network, as they stand in a field of texts: Lucene's
 * syntax, without flags, so that letters stand in both cases. An expression regards what an address
 * has to begin with; it takes it that what has the shape of an address is one.
 */
final class Networks {
  private static final String OCTET = "[0-9]{1,3}";
  private static final String GROUP = "[0-9a-fA-F]{1,4}";
  private static final int GROUPS = 8;

  private Networks() {}

  /** Expressions one of which matches when an address is in one of the networks. */
  static List<String> regexps(List<Network> networks) {
    List<String> regexps = new ArrayList<>();
    networks.forEach(network -> regexps.addAll(regexps(network)));
    return LuceneRegexp.join(regexps);
  }

  /**
   * The networks whose IPv4 addresses, and no others, begin with a text such as {@code 10.1}; none
   * when none do.
   */
  static List<Network> beginningWith(String text) {
    List<String> octets = List.of(text.split("\\.", -1));
    String last = octets.get(octets.size() - 1);
    String head = text.substring(0, text.length() - last.length());
    List<Network> networks = new ArrayList<>();
    if (last.isEmpty() && octets.size() > 1 && octets.size() < 5) {
      addOctets(head.substring(0, head.length() - 1), octets.size() - 1, networks);
    } else if (octets.size() < 5) {
      for (int value = 0; value < 256; value++) {
        if (String.valueOf(value).startsWith(last)) {
          addOctets(head + value, octets.size(), networks);
        }
      }
    }
    return networks;
  }

  private static void addOctets(String octets, int count, List<Network> into) {
    Network network = Network.parse(octets + ".0".repeat(4 - count) + "/" + Byte.SIZE * count);
    if (network != null) {
      into.add(network);
    }
  }

  private static List<String> regexps(Network network) {
    return network.isIpv4() ? List.of(ipv4(network)) : new Ipv6(network).regexps();
  }

  private static String ipv4(Network network) {
    List<String> octets = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int fixed = Math.min(Byte.SIZE, Math.max(0, network.prefix() - i * Byte.SIZE));
      int low = network.address().get(i);
      octets.add(fixed == 0 ? OCTET : decimal(low, low + (1 << (Byte.SIZE - fixed)) - 1));
    }
    return String.join("\\.", octets);
  }

  /** The numbers of a range, which begins and ends where bits do. */
  private static String decimal(int low, int high) {
    if (low == high) {
      return String.valueOf(low);
    }
    List<String> numbers = new ArrayList<>();
    for (int tens = low / 10; tens <= high / 10; tens++) {
      int first = Math.max(low, tens * 10) % 10;
      int last = Math.min(high, tens * 10 + 9) % 10;
      String digits = first == last ? String.valueOf(first) : "[" + first + "-" + last + "]";
      numbers.add((tens == 0 ? "" : String.valueOf(tens)) + digits);
    }
    return numbers.size() == 1 ? numbers.get(0) : "(" + String.join("|", numbers) + ")";
  }

  /**
   * An IPv6 address may leave out one run of zero groups. Where that run begins and ends decides
   * which of the written groups are those that the network fixes.
   */
  private static final class Ipv6 {
    private final List<Integer> groups;
    private final int prefix;

    /** How many groups the network fixes, the last perhaps in part. */
    private final int fixed;

    Ipv6(Network network) {
      groups = network.groups();
      prefix = network.prefix();
      fixed = (prefix + 15) / 16;
    }

    List<String> regexps() {
      String simple = simple();
      return simple == null ? everySpelling() : List.of(simple);
    }

    /**
     * The few words for a network in which no group that is fixed follows one that may be left out,
     * and for an address that is zero but for its last group; null for others.
     */
    private @Nullable String simple() {
      if (prefix == 128 && groups.get(7) != 0 && groups.stream().limit(7).allMatch(g -> g == 0)) {
        return "[0:]*:" + group(7);
      }
      if (fixed == 0 || fixed == GROUPS || groups.subList(0, fixed - 1).contains(0)) {
        return null;
      }
      String last = group(fixed - 1);
      String ending = groups.get(fixed - 1) == 0 ? "(" + last + ")?" : last;
      String first = fixed == 1 ? "" : head(fixed - 1) + ":";
      return first + ending + ":[0-9a-fA-F:]*";
    }

    private List<String> everySpelling() {
      List<String> all = new ArrayList<>();
      List<String> whole = new ArrayList<>();
      for (int i = 0; i < GROUPS; i++) {
        whole.add(group(i));
      }
      all.add(String.join(":", whole));
      for (int start = 0; start <= GROUPS - 1; start++) {
        if (start > fixed) {
          break;
        }
        all.addAll(withGap(start));
      }
      return all;
    }

    /** Addresses whose run of zeros begins at a group, or anywhere behind the fixed ones. */
    private List<String> withGap(int start) {
      List<String> expressions = new ArrayList<>();
      if (start == fixed) {
        String free = start == GROUPS ? "" : freeHead(GROUPS - 1 - start);
        expressions.add(head(start) + free + "::" + freeTail(GROUPS - 1 - start));
        return expressions;
      }
      for (int end = start; end < GROUPS && groups.get(end) == 0; end++) {
        if (end >= fixed - 1) {
          expressions.add(head(start) + "::" + freeTail(GROUPS - 1 - end));
          break;
        }
        List<String> rest = new ArrayList<>();
        for (int i = end + 1; i < GROUPS; i++) {
          rest.add(group(i));
        }
        expressions.add(head(start) + "::" + String.join(":", rest));
      }
      return expressions;
    }

    private String head(int count) {
      List<String> head = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        head.add(group(i));
      }
      return String.join(":", head);
    }

    /** Up to so many groups that may be anything, behind the fixed ones and before the gap. */
    private String freeHead(int most) {
      if (most <= 0) {
        return "";
      }
      return fixed == 0
          ? "(" + GROUP + "(:" + GROUP + "){0," + (most - 1) + "})?"
          : "(:" + GROUP + "){0," + most + "}";
    }

    private static String freeTail(int most) {
      return most <= 0 ? "" : "(" + GROUP + "(:" + GROUP + "){0," + (most - 1) + "})?";
    }

    private String group(int i) {
      int bits = Math.min(16, Math.max(0, prefix - i * 16));
      if (bits == 0) {
        return GROUP;
      }
      int low = groups.get(i);
      return bits == 16 ? number(low) : range(low, low + (1 << (16 - bits)) - 1);
    }

    private static String number(int value) {
      String digits = Integer.toHexString(value);
      return zeros(4 - digits.length()) + bothCases(digits);
    }

    /** Every number of a range that begins and ends where bits do, leading zeros or not. */
    private static String range(int low, int high) {
      List<String> alternatives = new ArrayList<>();
      for (int length = 1; length <= 4; length++) {
        int smallest = length == 1 ? 0 : 1 << (4 * (length - 1));
        int largest = (1 << (4 * length)) - 1;
        if (Math.max(low, smallest) <= Math.min(high, largest)) {
          alternatives.add(
              zeros(4 - length)
                  + sameLength(Math.max(low, smallest), Math.min(high, largest), length));
        }
      }
      return alternatives.size() == 1
          ? alternatives.get(0)
          : "(" + String.join("|", alternatives) + ")";
    }

    /** Up to so many of them. */
    private static String zeros(int most) {
      return most == 0 ? "" : "0{0," + most + "}";
    }

    /** One class a digit where the digits before are equal; then alternatives by the first. */
    private static String sameLength(int low, int high, int length) {
      int shift = 4 * (length - 1);
      int first = low >> shift;
      int last = high >> shift;
      int rest = (1 << shift) - 1;
      if (length == 1) {
        return digits(first, last);
      }
      if (first == last) {
        return digits(first, first) + sameLength(low & rest, high & rest, length - 1);
      }
      String free = "[0-9a-fA-F]" + (length == 2 ? "" : "{" + (length - 1) + "}");
      if ((low & rest) == 0 && (high & rest) == rest) {
        return digits(first, last) + free;
      }
      throw new IllegalStateException("the range does not begin and end where bits do");
    }

    private static String digits(int first, int last) {
      StringBuilder digits = new StringBuilder("[");
      for (int digit = first; digit <= last; digit++) {
        char c = Character.forDigit(digit, 16);
        digits.append(c);
        if (c >= 'a') {
          digits.append(Character.toUpperCase(c));
        }
      }
      return digits.append(']').toString();
    }

    private static String bothCases(String digits) {
      StringBuilder both = new StringBuilder();
      for (int i = 0; i < digits.length(); i++) {
        char c = digits.charAt(i);
        if (c >= 'a') {
          both.append('[').append(c).append(Character.toUpperCase(c)).append(']');
        } else {
          both.append(c);
        }
      }
      return both.toString();
    }
  }
}
