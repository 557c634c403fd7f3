/** Teams and API keys: who calls, for which team, and what they may do. */
@NullMarked
package dev.hearth.gateway.identity;

import org.jspecify.annotations.NullMarked;
