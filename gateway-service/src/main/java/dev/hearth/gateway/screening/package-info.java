/** Verdicts of the moderation-service: asked for, checked and applied; no verdict, no text. */
@NullMarked
package dev.hearth.gateway.screening;

import org.jspecify.annotations.NullMarked;
