/** Judges texts by models that were trained on labelled ones. */
@NullMarked
package dev.hearth.moderation.learned;

import org.jspecify.annotations.NullMarked;
