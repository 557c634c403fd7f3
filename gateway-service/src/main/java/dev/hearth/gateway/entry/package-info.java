/** The way into the gateway: request ids, the filter chain and what each path demands. */
@NullMarked
package dev.hearth.gateway.entry;

import org.jspecify.annotations.NullMarked;
