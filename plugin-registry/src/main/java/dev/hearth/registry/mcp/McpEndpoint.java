package dev.hearth.registry.mcp;

import dev.hearth.registry.egress.Clearance;
import dev.hearth.registry.egress.EgressRequest.Header;
import java.net.URI;
import java.util.List;

/**
 * Where an MCP server is and how it may be called.
 *
 * @param uri its one address (streamable HTTP)
 * @param secrets headers with credentials, which only this address's own origin is sent
 * @param clearance what may be called beyond the public Internet
 */
public record McpEndpoint(URI uri, List<Header> secrets, Clearance clearance) {

  /** Copies the headers. */
  public McpEndpoint {
    secrets = List.copyOf(secrets);
  }

  /** Leaves out what may be secret. */
  @Override
  public String toString() {
    return "McpEndpoint[" + uri.getHost() + "]";
  }
}
