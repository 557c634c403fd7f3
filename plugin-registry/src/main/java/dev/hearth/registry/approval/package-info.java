/** Consequential calls that wait for a decision. */
@NullMarked
package dev.hearth.registry.approval;

import org.jspecify.annotations.NullMarked;
