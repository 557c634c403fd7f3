/** The description of the API for programs (OpenAPI) and for people (Swagger UI). */
@NullMarked
package dev.hearth.gateway.docs;

import org.jspecify.annotations.NullMarked;
