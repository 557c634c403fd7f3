/** Rules in files: phrases with bounded gaps, compiled to one automaton and matched in one pass. */
@NullMarked
package dev.hearth.moderation.pattern;

import org.jspecify.annotations.NullMarked;
