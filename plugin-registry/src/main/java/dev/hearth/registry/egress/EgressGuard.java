package dev.hearth.registry.egress;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Decides whether an address may be called, and to which network addresses the connection may go.
 * It resolves the name once; whoever connects uses these addresses and no second resolution, so a
 * name that changes its address in between gains nothing. Thread-safe.
 */
final class EgressGuard {

  private static final Pattern HOST =
      Pattern.compile(
          "(?:[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?\\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern DOTTED_QUAD =
      Pattern.compile("(?:(?:0|[1-9]\\d{0,2})\\.){3}(?:0|[1-9]\\d{0,2})");

  /** A last label like these makes a URL parser read the host as a number (WHATWG URL, 3.5). */
  private static final Pattern NUMERIC_LABEL = Pattern.compile("\\d+|0x[0-9a-f]*");

  private static final Pattern ENCODED_DOT_OR_SLASH =
      Pattern.compile("%2e|%2f|%5c|%00|%25(?:2e|2f|5c|00)", Pattern.CASE_INSENSITIVE);

  private static final List<String> INTERNAL_SUFFIXES =
      List.of(".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".corp");

  private final AddressResolver resolver;
  private final boolean httpAllowed;
  private final ExecutorService lookups =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("egress-lookup-", 0).factory());

  EgressGuard(AddressResolver resolver, boolean httpAllowed) {
    this.resolver = resolver;
    this.httpAllowed = httpAllowed;
  }

  /**
   * An address that may be called.
   *
   * @param uri what is called
   * @param addresses where its host is, checked; at least one
   */
  record Target(URI uri, String host, int port, List<InetAddress> addresses) {}

  /**
   * Checks an address.
   *
   * @param uri what is to be called, absolute
   * @param clearance what is allowed beyond the public Internet
   * @param within how long the name service may take
   * @throws EgressException with reason REFUSED, or UNREACHABLE if the host has no address
   */
  Target check(URI uri, Clearance clearance, Duration within) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw EgressException.refused("only https addresses are called");
    }
    if (uri.getRawUserInfo() != null) {
      throw EgressException.refused("an address with a user name or password in it is not called");
    }
    if (uri.getHost() == null || uri.isOpaque()) {
      throw EgressException.refused("the address names no host that can be checked");
    }
    boolean allowedOrigin = clearance.allows(uri);
    if (scheme.equals("http") && !httpAllowed && !allowedOrigin) {
      throw EgressException.refused(
          "only https addresses are called, or http where an administrator allows the origin");
    }
    if (uri.getRawPath() != null && ENCODED_DOT_OR_SLASH.matcher(uri.getRawPath()).find()) {
      throw EgressException.refused("a path with encoded dots or slashes is not called");
    }
    String host = Objects.requireNonNull(uri.getHost()).toLowerCase(Locale.ROOT);
    int port = Clearance.Origin.of(uri).port();
    if (port < 1 || port > 65535) {
      throw EgressException.refused("the port is not a port");
    }
    List<InetAddress> addresses = addresses(host, allowedOrigin, within);
    for (InetAddress address : addresses) {
      requireOpen(address, allowedOrigin || clearance.allows(address));
    }
    return new Target(uri, host, port, addresses);
  }

  private List<InetAddress> addresses(String host, boolean allowed, Duration within) {
    if (host.startsWith("[")) {
      return List.of(literal(host.substring(1, host.length() - 1)));
    }
    String lastLabel = host.substring(host.lastIndexOf('.') + 1);
    if (NUMERIC_LABEL.matcher(lastLabel).matches()) {
      if (!DOTTED_QUAD.matcher(host).matches()) {
        throw EgressException.refused("an address in an unusual spelling is not called");
      }
      return List.of(literal(host));
    }
    if (!HOST.matcher(host).matches()) {
      throw EgressException.refused("the host is not spelled as a plain name");
    }
    if (!allowed && (!host.contains(".") || isInternalName(host))) {
      throw EgressException.refused(
          "the host '" + host + "' is an internal name; an administrator can allow it");
    }
    List<InetAddress> found = new ArrayList<>(lookUp(host, within));
    if (found.isEmpty()) {
      throw new EgressException(
          EgressException.Reason.UNREACHABLE, "the host '" + host + "' has no address", null);
    }
    // IPv4 first: a machine without an IPv6 route still gets through.
    found.sort(Comparator.comparingInt(address -> address.getAddress().length));
    return found;
  }

  private static boolean isInternalName(String host) {
    return INTERNAL_SUFFIXES.stream().anyMatch(host::endsWith);
  }

  private static InetAddress literal(String text) {
    if (text.contains("%")) {
      throw EgressException.refused("an address with a zone is not called");
    }
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException notAnAddress) {
      throw new EgressException(
          EgressException.Reason.REFUSED, "the host is not a valid address", notAnAddress);
    }
  }

  private List<InetAddress> lookUp(String host, Duration within) {
    Future<InetAddress[]> lookup = lookups.submit(() -> resolver.resolve(host));
    try {
      return List.of(lookup.get(Math.max(1, within.toMillis()), TimeUnit.MILLISECONDS));
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof UnknownHostException unknown) {
        throw new EgressException(
            EgressException.Reason.UNREACHABLE, "the host '" + host + "' is not known", unknown);
      }
      throw new EgressException(
          EgressException.Reason.UNREACHABLE,
          "the host '" + host + "' could not be looked up",
          failed);
    } catch (TimeoutException slow) {
      lookup.cancel(true);
      throw new EgressException(
          EgressException.Reason.TIMEOUT,
          "the host '" + host + "' could not be looked up in time",
          slow);
    } catch (InterruptedException interrupted) {
      lookup.cancel(true);
      Thread.currentThread().interrupt();
      throw new EgressException(
          EgressException.Reason.TIMEOUT, "the request was given up", interrupted);
    }
  }

  private static void requireOpen(InetAddress address, boolean allowed) {
    boolean open = allowed ? !AddressRange.isAlwaysClosed(address) : AddressRange.isPublic(address);
    if (!open) {
      throw EgressException.refused(
          "the host's address is not on the public Internet; an administrator can allow it");
    }
  }
}
