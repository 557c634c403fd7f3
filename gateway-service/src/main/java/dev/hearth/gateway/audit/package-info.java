/** The record of every request: who, what and what became of it, never the content. */
@NullMarked
package dev.hearth.gateway.audit;

import org.jspecify.annotations.NullMarked;
