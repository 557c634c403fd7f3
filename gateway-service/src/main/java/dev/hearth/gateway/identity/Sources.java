package dev.hearth.gateway.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.util.matcher.IpAddressMatcher;
import org.springframework.stereotype.Component;

/**
 * Where requests come from: the address of the connection, or, if that is a trusted proxy's, the
 * last address in {@code X-Forwarded-For} that is not. What stands before that address was written
 * by whoever it is and is not believed. Thread-safe.
 */
@Component
final class Sources {

  private static final String FORWARDED = "X-Forwarded-For";
  private static final int MOST_HOPS = 32;

  /** Only what is written as an address; a name would be looked up. */
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]{7,15}|[0-9A-Fa-f:.]{2,45}");

  private final List<IpAddressMatcher> proxies;

  Sources(IdentityProperties properties) {
    proxies = properties.trustedProxies().stream().map(IpAddressMatcher::new).toList();
  }

  /** The source of a request; an IPv6 address stands for its /64, which one host has for itself. */
  String of(HttpServletRequest request) {
    String source = request.getRemoteAddr();
    if (trusted(source)) {
      for (String hop : hops(request)) {
        String address = address(hop);
        if (address == null) {
          break;
        }
        source = address;
        if (!trusted(address)) {
          break;
        }
      }
    }
    return network(source);
  }

  private boolean trusted(String address) {
    return proxies.stream().anyMatch(proxy -> proxy.matches(address));
  }

  private static List<String> hops(HttpServletRequest request) {
    List<String> hops =
        Collections.list(request.getHeaders(FORWARDED)).stream()
            .flatMap(line -> Arrays.stream(line.split(",")))
            .map(String::strip)
            .toList();
    return hops.subList(Math.max(0, hops.size() - MOST_HOPS), hops.size()).reversed();
  }

  private static @Nullable String address(String text) {
    String bare =
        text.startsWith("[") && text.contains("]") ? text.substring(1, text.indexOf(']')) : text;
    if (!ADDRESS.matcher(bare).matches()) {
      return null;
    }
    try {
      return InetAddress.getByName(bare).getHostAddress();
    } catch (UnknownHostException notAnAddress) {
      return null;
    }
  }

  private static String network(String address) {
    if (!ADDRESS.matcher(address).matches()) {
      return address;
    }
    try {
      if (InetAddress.getByName(address) instanceof Inet6Address six) {
        byte[] bytes = six.getAddress();
        Arrays.fill(bytes, 8, 16, (byte) 0);
        return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
      }
      return address;
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("an address needs no look-up", impossible);
    }
  }
}
