/** What travels with every call between services. */
@NullMarked
package dev.hearth.contracts;

import org.jspecify.annotations.NullMarked;
