/** Asks a guard model on an engine about texts that the encoder is in two minds about. */
@NullMarked
package dev.hearth.moderation.guard;

import org.jspecify.annotations.NullMarked;
