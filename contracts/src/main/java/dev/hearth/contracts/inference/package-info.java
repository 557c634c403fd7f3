/** What the inference-service is asked, and the events with which it answers. */
@NullMarked
package dev.hearth.contracts.inference;

import org.jspecify.annotations.NullMarked;
