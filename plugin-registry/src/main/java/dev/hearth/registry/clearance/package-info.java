/** What a team's plugins may call beyond the public Internet, as administrators said. */
@NullMarked
package dev.hearth.registry.clearance;

import org.jspecify.annotations.NullMarked;
