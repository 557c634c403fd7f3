package dev.hearth.gateway.admission;

import dev.hearth.gateway.policy.Limits;

/**
 * Something whose requests and tokens are counted: a key, or a team.
 *
 * @param name unique among all subjects: the counters' name
 * @param limits how much it may ask for
 * @param account whose records tell what it has spent
 */
record Subject(String name, Limits limits, SpentTokens.Account account) {}
