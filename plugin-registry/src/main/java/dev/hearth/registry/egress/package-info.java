/** The one guarded way out: every fetch and every call of a plugin goes through it. */
@NullMarked
package dev.hearth.registry.egress;

import org.jspecify.annotations.NullMarked;
