/** The team's plugins as an MCP server. */
@NullMarked
package dev.hearth.gateway.mcp;

import org.jspecify.annotations.NullMarked;
