/** {@code /v1/responses}: answers as items, which can be kept and continued. */
@NullMarked
package dev.hearth.gateway.responses;

import org.jspecify.annotations.NullMarked;
