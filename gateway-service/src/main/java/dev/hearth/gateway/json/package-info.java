/** Request bodies: bounded, strictly read, with errors that name the field. */
@NullMarked
package dev.hearth.gateway.json;

import org.jspecify.annotations.NullMarked;
