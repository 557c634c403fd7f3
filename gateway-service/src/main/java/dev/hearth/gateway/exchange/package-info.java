/** One request to the public API, from its admission to its audit record. */
@NullMarked
package dev.hearth.gateway.exchange;

import org.jspecify.annotations.NullMarked;
