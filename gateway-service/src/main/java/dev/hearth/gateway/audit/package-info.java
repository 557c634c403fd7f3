/**
 * The record of every request and of every change by an administrator: who, what and what became of
 * it, in chains that show whether a record was removed or changed.
 */
@NullMarked
package dev.hearth.gateway.audit;

import org.jspecify.annotations.NullMarked;
