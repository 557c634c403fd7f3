/** Judges texts: every layer over every view, the policy's action for each find, the verdict. */
@NullMarked
package dev.hearth.moderation.screening;

import org.jspecify.annotations.NullMarked;
