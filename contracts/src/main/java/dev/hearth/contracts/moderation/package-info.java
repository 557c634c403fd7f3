/** What the moderation-service is asked, and its verdict. */
@NullMarked
package dev.hearth.contracts.moderation;

import org.jspecify.annotations.NullMarked;
