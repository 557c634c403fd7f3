/** How much a key may ask for, and how much the gateway takes on at once. */
@NullMarked
package dev.hearth.gateway.admission;

import org.jspecify.annotations.NullMarked;
