/** Finds personal data and secrets by their form and their checksums, to be replaced. */
@NullMarked
package dev.hearth.moderation.detector;

import org.jspecify.annotations.NullMarked;
