package io.deploywatches.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;

/** Tells machines apart, and containers of one machine, which number their processes anew. */
final class Machine {
  private Machine() {}

  /** A hash of this machine as it runs now, eight hexadecimal digits. */
  static String own() {
    List<String> marks = new ArrayList<>();
    try {
      marks.add(InetAddress.getLocalHost().getHostName());
    } catch (UnknownHostException e) {
      // Then by the rest alone.
    }
    try {
      marks.add(Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString());
    } catch (IOException | UnsupportedOperationException e) {
      // Only Linux has it.
    }
    // The names of machines that were cloned are equal, as are their first process namespaces.
    marks.addAll(ofThisStart());
    return hash(marks);
  }

  /** What no two machines share, not even clones: a number made at each start, or addresses. */
  private static List<String> ofThisStart() {
    try {
      return List.of(Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
    } catch (IOException e) {
      return hardwareAddresses();
    }
  }

  private static List<String> hardwareAddresses() {
    List<String> addresses = new ArrayList<>();
    try {
      for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        byte[] address = each.getHardwareAddress();
        if (address != null) {
          addresses.add(HexFormat.of().formatHex(address));
        }
      }
    } catch (SocketException e) {
      return List.of();
    }
    return addresses.stream().sorted().toList();
  }

  static String hash(List<String> marks) {
    CRC32 hash = new CRC32();
    for (String mark : marks) {
      hash.update(mark.getBytes(StandardCharsets.UTF_8));
      hash.update(0);
    }
    return String.format("%08x", hash.getValue());
  }
}
