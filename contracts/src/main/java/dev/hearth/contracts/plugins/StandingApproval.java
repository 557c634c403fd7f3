package dev.hearth.contracts.plugins;

import java.time.Instant;

/**
 * A consent to calls to come. Bound to the team, to the API key whose call was approved, and to the
 * plugin's version: a changed plugin asks again.
 *
 * @param id by which it is withdrawn
 * @param plugin the plugin's name
 * @param version the plugin's version
 * @param tool the tool's name
 * @param extent {@code conversation} or {@code always}
 * @param key the API key whose calls it covers
 * @param created when it was given
 * @param createdBy the API key that gave it
 * @param expires when it ends by itself
 */
public record StandingApproval(
    String id,
    String plugin,
    int version,
    String tool,
    Approval.Extent extent,
    String key,
    Instant created,
    String createdBy,
    Instant expires) {}
