/** What nearly every request needs of the database, without asking it at nearly every request. */
@NullMarked
package dev.hearth.gateway.lookup;

import org.jspecify.annotations.NullMarked;
