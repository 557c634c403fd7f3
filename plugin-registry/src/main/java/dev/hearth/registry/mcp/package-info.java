/** The client of MCP servers: what tools they have, and calls of them. */
@NullMarked
package dev.hearth.registry.mcp;

import org.jspecify.annotations.NullMarked;
