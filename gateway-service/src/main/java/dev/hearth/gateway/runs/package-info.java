/**
 * {@code /v1/runs}: longer work with a goal and a budget, kept step by step, so that it survives
 * the gateway that works on it.
 */
@NullMarked
package dev.hearth.gateway.runs;

import org.jspecify.annotations.NullMarked;
