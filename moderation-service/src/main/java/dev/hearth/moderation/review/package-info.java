/** Verdicts that did something are kept for people to confirm or overturn. */
@NullMarked
package dev.hearth.moderation.review;

import org.jspecify.annotations.NullMarked;
