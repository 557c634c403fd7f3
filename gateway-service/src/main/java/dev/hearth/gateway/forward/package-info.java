/** Requests that another service answers, passed on as they are. */
@NullMarked
package dev.hearth.gateway.forward;

import org.jspecify.annotations.NullMarked;
