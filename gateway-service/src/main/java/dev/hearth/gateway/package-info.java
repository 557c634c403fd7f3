/** The gateway-service: the only service that is reachable from outside. */
@NullMarked
package dev.hearth.gateway;

import org.jspecify.annotations.NullMarked;
