/** What a team or a key is allowed: its limits, its priority, what is done about misuse. */
@NullMarked
package dev.hearth.gateway.policy;

import org.jspecify.annotations.NullMarked;
