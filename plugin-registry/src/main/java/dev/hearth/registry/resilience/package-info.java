/** Leaves a failing plugin alone, and keeps one plugin from taking all of the room. */
@NullMarked
package dev.hearth.registry.resilience;

import org.jspecify.annotations.NullMarked;
