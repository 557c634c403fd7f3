/** How the gateway stops without failing a request. */
@NullMarked
package dev.hearth.gateway.drain;

import org.jspecify.annotations.NullMarked;
