/**
 * Reads a text as its reader or a model would: look-alikes folded, hidden characters seen, encoded
 * parts decoded, each character traced to where it stands in the text as sent.
 */
@NullMarked
package dev.hearth.moderation.text;

import org.jspecify.annotations.NullMarked;
