/** The moderation-service: screens inputs, tool results and outputs. */
@NullMarked
package dev.hearth.moderation;

import org.jspecify.annotations.NullMarked;
