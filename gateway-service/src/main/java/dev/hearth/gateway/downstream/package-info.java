/** The services behind the gateway, as it calls them. */
@NullMarked
package dev.hearth.gateway.downstream;

import org.jspecify.annotations.NullMarked;
