/** Calls tools: checks the arguments, makes the request, screens the answer. */
@NullMarked
package dev.hearth.registry.invocation;

import org.jspecify.annotations.NullMarked;
