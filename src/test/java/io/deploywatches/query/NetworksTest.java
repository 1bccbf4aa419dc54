package io.deploywatches.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.deploywatches.sigma.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NetworksTest {
  private static Network network(String text) {
    return Objects.requireNonNull(Network.parse(text));
  }

  private static boolean matches(Network network, String address) {
    return Networks.regexps(List.of(network)).stream()
        .anyMatch(regexp -> Pattern.matches(regexp, address));
  }

  @Test
  void octetsBecomeRanges() {
    assertThat(Networks.regexps(List.of(network("172.16.0.0/12"))))
        .containsExactly("172\\.(1[6-9]|2[0-9]|3[0-1])\\.[0-9]{1,3}\\.[0-9]{1,3}");
    assertThat(Networks.regexps(List.of(network("10.0.0.0/8"), network("127.0.0.1"))))
        .containsExactly("10\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}|127\\.0\\.0\\.1");
  }

  @Test
  void groupsBecomeRanges() {
    assertThat(Networks.regexps(List.of(network("fe80::/10"), network("::1"))))
        .containsExactly("[fF][eE][89aAbB][0-9a-fA-F]:[0-9a-fA-F:]*|[0:]*:0{0,3}1");
    assertThat(Networks.regexps(List.of(network("2603:1017::/48"))))
        .containsExactly("2603:1017:(0{0,3}0)?:[0-9a-fA-F:]*");
  }

  @Test
  void textsThatAddressesBeginWithAreNetworks() {
    assertThat(Networks.beginningWith("10.")).containsExactly(network("10.0.0.0/8"));
    assertThat(Networks.beginningWith("192.168.4"))
        .hasSize(11)
        .contains(network("192.168.4.0/24"), network("192.168.49.0/24"));
    assertThat(Networks.beginningWith("1.2.3.25")).hasSize(7);
    assertThat(Networks.beginningWith("")).hasSize(256);
    for (String none : List.of("10.1.2.3.", "x", "256.", "1..", "01.", "fe80:")) {
      assertThat(Networks.beginningWith(none)).as(none).isEmpty();
    }
  }

  @Property(tries = 2_000)
  void addressesOfVersion4AreThoseOfTheNetwork(
      @ForAll int address, @ForAll int near, @ForAll @IntRange(max = 32) int prefix) {
    Network network = network(ipv4(address) + "/" + prefix);
    for (int other : new int[] {address, near, address ^ (1 << (near & 31))}) {
      assertThat(matches(network, ipv4(other)))
          .as("%s in %s", ipv4(other), network)
          .isEqualTo(network.contains(ipv4(other)));
    }
  }

  private static String ipv4(int address) {
    return (address >>> 24)
        + "."
        + (address >>> 16 & 255)
        + "."
        + (address >>> 8 & 255)
        + "."
        + (address & 255);
  }

  /** Addresses with many zeros, in every spelling. */
  @Property(tries = 2_000)
  void addressesOfVersion6AreThoseOfTheNetwork(
      @ForAll long seed, @ForAll @IntRange(max = 128) int prefix) {
    Random random = new Random(seed);
    int[] groups = random.ints(8, 0, 6).map(kind -> kind < 3 ? 0 : kind < 4 ? 0xfe80 : 1).toArray();
    groups[random.nextInt(8)] = random.nextInt(0x10000);
    Network network = network(spelled(groups, -1, 0, random) + "/" + prefix);
    assertThat(Networks.regexps(List.of(network))).allMatch(regexp -> regexp.length() <= 1000);
    for (int i = 0; i < 8; i++) {
      int[] other = groups.clone();
      if (i > 0) {
        other[random.nextInt(8)] ^= 1 << random.nextInt(16);
      }
      for (String address : spellings(other, random)) {
        assertThat(network.contains(address))
            .as(address)
            .isEqualTo(network.contains(spelled(other, -1, 0, random)));
        assertThat(matches(network, address))
            .as("%s in %s", address, network)
            .isEqualTo(network.contains(address));
      }
    }
  }

  private static List<String> spellings(int[] groups, Random random) {
    List<String> spellings = new ArrayList<>(List.of(spelled(groups, -1, 0, random)));
    for (int start = 0; start < 8; start++) {
      for (int end = start; end < 8 && groups[end] == 0; end++) {
        spellings.add(spelled(groups, start, end, random));
      }
    }
    return spellings;
  }

  private static String spelled(int[] groups, int start, int end, Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (start >= 0 && i >= start && i <= end) {
        text.append(i == start ? "::" : "");
        continue;
      }
      text.append(i == 0 || text.toString().endsWith("::") ? "" : ":");
      String digits = String.format(random.nextBoolean() ? "%x" : "%04x", groups[i]);
      text.append(random.nextBoolean() ? digits : digits.toUpperCase(Locale.ROOT));
    }
    return text.toString();
  }
}
