package dev.hearth.registry.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Finds the addresses of a host: the boundary to the name service. */
@FunctionalInterface
interface AddressResolver {

  /** All addresses of the host, at least one. */
  InetAddress[] resolve(String host) throws UnknownHostException;
}
