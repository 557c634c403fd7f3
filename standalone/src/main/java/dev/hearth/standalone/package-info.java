/**
 * The standalone mode: all services as sibling contexts in one JVM, with a PostgreSQL and a model
 * of their own, for one machine and no installation.
 */
@NullMarked
package dev.hearth.standalone;

import org.jspecify.annotations.NullMarked;
