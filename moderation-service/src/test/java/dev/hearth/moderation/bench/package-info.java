/** Programs that print figures; no tests. */
@NullMarked
package dev.hearth.moderation.bench;

import org.jspecify.annotations.NullMarked;
