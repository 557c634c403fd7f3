package dev.hearth.registry;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The plugin-registry's settings.
 *
 * @param moderationUrl where the moderation-service is
 * @param bootstrap addresses of manifests that are registered at start for all teams; their exact
 *     origins are allowed for them, and only for them
 * @param platformOrigins origins among those of {@code bootstrap} whose plugins belong to the
 *     platform: they are sent the service token, so that they know for which team they work. A
 *     plugin that is not named here never sees one
 * @param bootstrapRetry how long to wait before a manifest that could not be fetched is tried again
 * @param fetchTimeout the time for fetching a manifest or an OpenAPI document
 * @param callTimeout the longest a plugin may take to answer a call
 * @param mcpRefresh how long the tools of an MCP server are taken for unchanged, unless it says
 *     otherwise; after that a call looks again, beside it
 * @param approvalLifetime how long a consequential call waits for a decision and, approved, for its
 *     repetition
 * @param conversationApprovalLifetime how long an approval holds that was given for the rest of a
 *     conversation
 * @param standingApprovalLifetime how long an approval holds that was given for always
 * @param publicUrl where people's browsers reach the gateway, such as {@code
 *     https://hearth.example.org}; without it, whoever begins a consent must say where it comes
 *     back
 * @param credentialsKey what plugin credentials are sealed with, at least 32 characters; without it
 *     none can be stored
 * @param formerCredentialsKeys keys that were used before; what they sealed is sealed anew when it
 *     is read
 * @param maxDocumentSize the largest manifest or OpenAPI document
 * @param maxResultCharacters how much of a plugin's answer is passed on
 * @param egress what may be called
 * @param resilience how a failing plugin is treated
 */
@Validated
@ConfigurationProperties("hearth.registry")
public record RegistryProperties(
    @NotNull @DefaultValue("http://127.0.0.1:8083") URI moderationUrl,
    @DefaultValue List<URI> bootstrap,
    @DefaultValue List<URI> platformOrigins,
    @DefaultValue("2s") Duration bootstrapRetry,
    @DefaultValue("10s") Duration fetchTimeout,
    @DefaultValue("45s") Duration callTimeout,
    @DefaultValue("1h") Duration mcpRefresh,
    @DefaultValue("10m") Duration approvalLifetime,
    @DefaultValue("24h") Duration conversationApprovalLifetime,
    @DefaultValue("90d") Duration standingApprovalLifetime,
    @Nullable URI publicUrl,
    @Nullable @Size(min = 32, message = "must have at least 32 characters") String credentialsKey,
    @DefaultValue List<String> formerCredentialsKeys,
    @DefaultValue("8MB") DataSize maxDocumentSize,
    @DefaultValue("100000") int maxResultCharacters,
    @Valid @DefaultValue Egress egress,
    @Valid @DefaultValue Resilience resilience) {

  /** Leaves the keys out. */
  @Override
  public String toString() {
    return "RegistryProperties[moderationUrl=" + moderationUrl + "]";
  }

  /**
   * How a failing plugin is treated.
   *
   * @param maxConcurrentCalls how many calls of one plugin run at a time; more are turned away
   * @param window how many of its last calls are looked at
   * @param minimumCalls from how many calls on a failure rate is told
   * @param failureRate at how many per cent of failures a plugin is left alone
   * @param openFor for how long
   * @param retryPause how long to wait before a request that was not even sent is tried again
   */
  public record Resilience(
      @DefaultValue("20") @Min(1) int maxConcurrentCalls,
      @DefaultValue("20") @Min(1) int window,
      @DefaultValue("8") @Min(1) int minimumCalls,
      @DefaultValue("50") @Min(1) @Max(100) int failureRate,
      @DefaultValue("10s") Duration openFor,
      @DefaultValue("200ms") Duration retryPause) {}

  /**
   * What may be called beyond public https addresses.
   *
   * @param allow origins such as {@code http://wiki.intern:8080}, or ranges such as {@code
   *     10.1.0.0/16} (by https), that every team's plugins may call
   * @param allowHttp whether plain http to public addresses is allowed; for development only
   * @param connectTimeout the longest a connection may take to be made
   */
  public record Egress(
      @DefaultValue List<String> allow,
      @DefaultValue("false") boolean allowHttp,
      @DefaultValue("1500ms") Duration connectTimeout) {}
}
