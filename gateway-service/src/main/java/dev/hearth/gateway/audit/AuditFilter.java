package dev.hearth.gateway.audit;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which records are wanted; null means whichever.
 *
 * @param team of this team
 * @param key of this API key
 * @param model that asked for or were answered by this model
 * @param status with this HTTP status
 * @param verdict with a verdict that begins like this, such as {@code input/block}
 * @param requestId of this request
 * @param kind {@code request}, {@code attempt} or {@code admin}
 * @param from written at this time or later
 * @param to written before this time
 */
record AuditFilter(
    @Nullable String team,
    @Nullable UUID key,
    @Nullable String model,
    @Nullable Integer status,
    @Nullable String verdict,
    @Nullable String requestId,
    @Nullable String kind,
    @Nullable Instant from,
    @Nullable Instant to) {}
