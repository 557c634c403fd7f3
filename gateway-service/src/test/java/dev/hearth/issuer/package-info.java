/** A real authorization server for tests; outside the gateway's packages, which are scanned. */
@NullMarked
package dev.hearth.issuer;

import org.jspecify.annotations.NullMarked;
