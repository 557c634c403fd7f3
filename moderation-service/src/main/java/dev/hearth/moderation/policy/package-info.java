/** What each team has decided to do about which category: kept in versions, applied to verdicts. */
@NullMarked
package dev.hearth.moderation.policy;

import org.jspecify.annotations.NullMarked;
