package dev.hearth.gateway.runs;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How runs are worked on.
 *
 * @param maxConcurrent runs that this gateway works on at the same time
 * @param maxOpenPerTeam runs of one team that are not at their end; more are answered 429
 * @param maxReaders how many streams of events all read from this gateway at the same time; more
 *     are answered 503
 * @param maxReadersPerKey how many streams of events one key reads at the same time from it; more
 *     are answered 429
 * @param lease how long after a gateway's last sign of life another one takes its runs over
 * @param pollInterval how often a gateway looks for runs that others left
 * @param retention how long a run is kept after it was made
 * @param defaultSteps calls of tools, where a request does not say
 * @param defaultTokens tokens read and generated, where a request does not say
 * @param defaultTime working time, where a request does not say
 * @param defaultCallsPerTool calls of any one tool, where a request does not say
 * @param maxSteps calls of tools that a request may ask for
 * @param maxTokens tokens read and generated that a request may ask for
 * @param maxTime working time that a request may ask for
 * @param turnTime how long one turn of the model may take; what it has done by then is kept, and
 *     another turn goes on from there
 * @param decisionTime how long a caller may take to say whether a call of unknown outcome is made
 *     again
 * @param turnTokens tokens generated in one turn of the model at most
 * @param turnAttempts how often a turn is begun that the platform could not finish
 */
@Validated
@ConfigurationProperties("hearth.gateway.runs")
record RunsProperties(
    @DefaultValue("4") @Positive int maxConcurrent,
    @DefaultValue("16") @Positive int maxOpenPerTeam,
    @DefaultValue("512") @Positive int maxReaders,
    @DefaultValue("16") @Positive int maxReadersPerKey,
    @NotNull @DefaultValue("10s") Duration lease,
    @NotNull @DefaultValue("1s") Duration pollInterval,
    @NotNull @DefaultValue("30d") Duration retention,
    @DefaultValue("20") @Positive int defaultSteps,
    @DefaultValue("50000") @Positive int defaultTokens,
    @NotNull @DefaultValue("10m") Duration defaultTime,
    @DefaultValue("10") @Positive int defaultCallsPerTool,
    @DefaultValue("200") @Positive @Max(10_000) int maxSteps,
    @DefaultValue("1000000") @Positive int maxTokens,
    @NotNull @DefaultValue("24h") Duration maxTime,
    @NotNull @DefaultValue("120s") Duration turnTime,
    @NotNull @DefaultValue("24h") Duration decisionTime,
    @DefaultValue("1024") @Positive int turnTokens,
    @DefaultValue("5") @Positive int turnAttempts) {}
