/** The seam between the views of a text and the layers that judge them. */
@NullMarked
package dev.hearth.moderation.layer;

import org.jspecify.annotations.NullMarked;
