/** Notices when the refused requests of one caller look like misuse at scale. */
@NullMarked
package dev.hearth.gateway.misuse;

import org.jspecify.annotations.NullMarked;
