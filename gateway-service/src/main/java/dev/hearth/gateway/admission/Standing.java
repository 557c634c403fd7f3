package dev.hearth.gateway.admission;

import dev.hearth.gateway.policy.Limits;

/**
 * Where a subject stands.
 *
 * @param limits the limits that were applied
 * @param requests requests of the last minute, less what has been refilled
 * @param tokens tokens of the last minute, less what has been refilled; more than the limit after a
 *     request that took more than was set aside
 * @param dayTokens tokens of the day; 0 where they are not counted
 * @param monthTokens tokens of the month; 0 where they are not counted
 */
record Standing(
    Limits limits, double requests, double tokens, double dayTokens, double monthTokens) {}
