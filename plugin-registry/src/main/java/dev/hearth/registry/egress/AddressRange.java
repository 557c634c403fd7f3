package dev.hearth.registry.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A range of addresses in CIDR notation: those that share the leading bits of its first address.
 * Immutable.
 */
final class AddressRange {

  /**
   * Ranges of IPv4 that are nobody's public address (IANA special-purpose registry), and Azure's
   * wire server.
   */
  private static final List<AddressRange> CLOSED_V4 =
      all(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "168.63.129.16/32",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.31.196.0/24",
          "192.52.193.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "192.175.48.0/24",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/4",
          "240.0.0.0/4");

  /** All public IPv6 addresses lie in here (RFC 4291, IANA IPv6 address space). */
  private static final AddressRange GLOBAL_V6 = of("2000::/3");

  /** IETF protocol assignments with Teredo and ORCHID, documentation, and 6to4. */
  private static final List<AddressRange> CLOSED_V6 =
      all("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

  /** What no allowance opens: link-local and metadata addresses, multicast, unspecified. */
  private static final List<AddressRange> ALWAYS_CLOSED =
      all(
          "0.0.0.0/8",
          "100.100.100.200/32",
          "168.63.129.16/32",
          "169.254.0.0/16",
          "192.0.0.192/32",
          "224.0.0.0/4",
          "240.0.0.0/4",
          "::/128",
          "fd00:ec2::254/128",
          "fe80::/10",
          "ff00::/8",
          "::ffff:0:0/96",
          "64:ff9b::/96",
          "2002::/16");

  private final byte[] network;
  private final int bits;

  private AddressRange(byte[] network, int bits) {
    this.network = network;
    this.bits = bits;
  }

  /**
   * Reads {@code 10.1.0.0/16} or {@code fd00::/8}.
   *
   * @throws IllegalArgumentException if it is nothing of the kind
   */
  static AddressRange of(String cidr) {
    int slash = cidr.indexOf('/');
    String network = slash < 0 ? "" : cidr.substring(0, slash);
    if (!network.matches("[0-9a-fA-F:.]+") || !cidr.substring(slash + 1).matches("\\d{1,3}")) {
      throw new IllegalArgumentException(
          "'" + cidr + "' is not an address range such as 10.1.0.0/16");
    }
    try {
      byte[] address = bytes(network);
      int bits = Integer.parseInt(cidr.substring(slash + 1));
      if (bits > address.length * 8) {
        throw new IllegalArgumentException("'" + cidr + "' has too long a prefix");
      }
      return new AddressRange(address, bits);
    } catch (UnknownHostException notAnAddress) {
      throw new IllegalArgumentException("'" + cidr + "' is not an address range", notAnAddress);
    }
  }

  /** Java turns mapped addresses into IPv4 ones, which a range of them must not become. */
  private static byte[] bytes(String network) throws UnknownHostException {
    if (network.equals("::ffff:0:0")) {
      byte[] mapped = new byte[16];
      mapped[10] = (byte) 0xff;
      mapped[11] = (byte) 0xff;
      return mapped;
    }
    return InetAddress.getByName(network).getAddress();
  }

  /** Whether the address lies in the range; one of the other family does not. */
  boolean contains(InetAddress address) {
    byte[] candidate = address.getAddress();
    if (candidate.length != network.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((candidate[bit / 8] & mask) != (network[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  /** Whether this is an address on the public Internet. */
  static boolean isPublic(InetAddress address) {
    if (address.getAddress().length == 4) {
      return CLOSED_V4.stream().noneMatch(range -> range.contains(address));
    }
    return GLOBAL_V6.contains(address)
        && CLOSED_V6.stream().noneMatch(range -> range.contains(address));
  }

  /** Whether no allowance may open this address. */
  static boolean isAlwaysClosed(InetAddress address) {
    return ALWAYS_CLOSED.stream().anyMatch(range -> range.contains(address));
  }

  private static List<AddressRange> all(String... ranges) {
    return List.of(ranges).stream().map(AddressRange::of).toList();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AddressRange range
        && bits == range.bits
        && Arrays.equals(network, range.network);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(network) + bits;
  }
}
