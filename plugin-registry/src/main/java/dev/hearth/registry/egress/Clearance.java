package dev.hearth.registry.egress;

import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What may be called beyond the public Internet by https. Immutable.
 *
 * @param origins exact origins, such as {@code http://wiki.intern:8080}
 * @param ranges ranges of addresses, by https only
 */
public record Clearance(List<Origin> origins, List<AddressRange> ranges) {

  /** Nothing but the public Internet. */
  public static final Clearance NONE = new Clearance(List.of(), List.of());

  /** Copies the lists. */
  public Clearance {
    origins = List.copyOf(origins);
    ranges = List.copyOf(ranges);
  }

  /**
   * Reads entries that are origins ({@code scheme://host:port}) or ranges ({@code 10.1.0.0/16}).
   *
   * @throws IllegalArgumentException if an entry is neither
   */
  public static Clearance of(List<String> entries) {
    List<Origin> origins = new ArrayList<>();
    List<AddressRange> ranges = new ArrayList<>();
    for (String entry : entries) {
      if (entry.contains("://")) {
        origins.add(Origin.of(URI.create(entry)));
      } else {
        ranges.add(AddressRange.of(entry));
      }
    }
    return new Clearance(origins, ranges);
  }

  /** This clearance and another one's origin. */
  public Clearance and(URI uri) {
    List<Origin> more = new ArrayList<>(origins);
    more.add(Origin.of(uri));
    return new Clearance(more, ranges);
  }

  /** This clearance and another one. */
  public Clearance and(Clearance other) {
    List<Origin> moreOrigins = new ArrayList<>(origins);
    moreOrigins.addAll(other.origins);
    List<AddressRange> moreRanges = new ArrayList<>(ranges);
    moreRanges.addAll(other.ranges);
    return new Clearance(moreOrigins, moreRanges);
  }

  boolean allows(URI uri) {
    return origins.contains(Origin.of(uri));
  }

  boolean allows(InetAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  /**
   * Scheme, host and port.
   *
   * @param port never −1
   */
  public record Origin(String scheme, String host, int port) {

    /**
     * The origin of an address.
     *
     * @throws IllegalArgumentException if it has no scheme or host
     */
    public static Origin of(URI uri) {
      if (uri.getScheme() == null || uri.getHost() == null) {
        throw new IllegalArgumentException("'" + uri + "' has no scheme or no host");
      }
      String scheme = Objects.requireNonNull(uri.getScheme()).toLowerCase(Locale.ROOT);
      int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
      return new Origin(
          scheme, Objects.requireNonNull(uri.getHost()).toLowerCase(Locale.ROOT), port);
    }
  }
}
