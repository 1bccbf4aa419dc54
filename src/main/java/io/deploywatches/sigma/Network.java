package io.deploywatches.sigma;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network of Internet addresses, as CIDR writes it: {@code 10.0.0.0/8}, {@code fe80::/10}.
 * Numbers with leading zeros and the mixed form {@code ::ffff:10.0.0.1} are not read.
 *
 * @param address 4 or 16 numbers from 0 to 255; those beyond the prefix are 0
 * @param prefix how many bits of the address are fixed
 */
public record Network(List<Integer> address, int prefix) {
  public Network {
    address = List.copyOf(address);
  }

  /** Reads a network, or a single address; null when the text is neither. */
  public static @Nullable Network parse(String text) {
    int slash = text.indexOf('/');
    int[] address = address(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      return null;
    }
    int bits = address.length * Byte.SIZE;
    int prefix = slash < 0 ? bits : number(text.substring(slash + 1), 3, bits);
    if (prefix < 0) {
      return null;
    }
    for (int i = 0; i < address.length; i++) {
      int fixed = Math.min(Byte.SIZE, Math.max(0, prefix - i * Byte.SIZE));
      address[i] &= 0xff << (Byte.SIZE - fixed) & 0xff;
    }
    return new Network(Arrays.stream(address).boxed().toList(), prefix);
  }

  public boolean isIpv4() {
    return address.size() == 4;
  }

  /** Whether an address is one of the network's; false for a text that is no address. */
  public boolean contains(String text) {
    int[] other = address(text);
    if (other == null || other.length != address.size()) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit++) {
      int mask = 0x80 >> bit % Byte.SIZE;
      if ((other[bit / Byte.SIZE] & mask) != (address.get(bit / Byte.SIZE) & mask)) {
        return false;
      }
    }
    return true;
  }

  /** The 16-bit groups of an IPv6 address. */
  public List<Integer> groups() {
    List<Integer> groups = new ArrayList<>();
    for (int i = 0; i < address.size(); i += 2) {
      groups.add(address.get(i) << Byte.SIZE | address.get(i + 1));
    }
    return groups;
  }

  private static int @Nullable [] address(String text) {
    return text.indexOf(':') >= 0 ? ipv6(text) : ipv4(text);
  }

  private static int @Nullable [] ipv4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return null;
    }
    int[] address = new int[4];
    for (int i = 0; i < parts.length; i++) {
      address[i] = number(parts[i], 3, 255);
      if (address[i] < 0) {
        return null;
      }
    }
    return address;
  }

  private static int @Nullable [] ipv6(String text) {
    int gap = text.indexOf("::");
    List<Integer> head = groups(gap < 0 ? text : text.substring(0, gap));
    List<Integer> tail = gap < 0 ? List.of() : groups(text.substring(gap + 2));
    if (head == null || tail == null) {
      return null;
    }
    int missing = 8 - head.size() - tail.size();
    if (gap < 0 ? missing != 0 : missing < 1) {
      return null;
    }
    int[] address = new int[16];
    for (int i = 0; i < head.size(); i++) {
      set(address, i, head.get(i));
    }
    for (int i = 0; i < tail.size(); i++) {
      set(address, 8 - tail.size() + i, tail.get(i));
    }
    return address;
  }

  private static void set(int[] address, int group, int value) {
    address[2 * group] = value >> Byte.SIZE;
    address[2 * group + 1] = value & 0xff;
  }

  private static @Nullable List<Integer> groups(String text) {
    List<Integer> groups = new ArrayList<>();
    if (text.isEmpty()) {
      return groups;
    }
    String[] parts = text.split(":", -1);
    for (String part : parts) {
      if (part.isEmpty()
          || part.length() > 4
          || !part.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
        return null;
      }
      groups.add(Integer.parseInt(part, 16));
    }
    return groups.size() > 8 ? null : groups;
  }

  /** Minus one when it is no decimal number up to a limit, or begins with a needless zero. */
  private static int number(String text, int maxDigits, int max) {
    if (text.isEmpty()
        || text.length() > maxDigits
        || (text.length() > 1 && text.startsWith("0"))
        || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    int number = Integer.parseInt(text);
    return number <= max ? number : -1;
  }

  @Override
  public String toString() {
    if (isIpv4()) {
      return String.join(".", address.stream().map(String::valueOf).toList()) + "/" + prefix;
    }
    return String.join(":", groups().stream().map(Integer::toHexString).toList()) + "/" + prefix;
  }
}
