package dev.hearth.registry;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import java.util.List;
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
 * @param bootstrapRetry how long to wait before a manifest that could not be fetched is tried again
 * @param fetchTimeout the time for fetching a manifest or an OpenAPI document
 * @param callTimeout the longest a plugin may take to answer a call
 * @param approvalLifetime how long a consequential call waits for a decision and, approved, for its
 *     repetition
 * @param maxDocumentSize the largest manifest or OpenAPI document
 * @param maxResultCharacters how much of a plugin's answer is passed on
 * @param egress what may be called
 */
@Validated
@ConfigurationProperties("hearth.registry")
public record RegistryProperties(
    @NotNull @DefaultValue("http://127.0.0.1:8083") URI moderationUrl,
    @DefaultValue List<URI> bootstrap,
    @DefaultValue("2s") Duration bootstrapRetry,
    @DefaultValue("10s") Duration fetchTimeout,
    @DefaultValue("45s") Duration callTimeout,
    @DefaultValue("10m") Duration approvalLifetime,
    @DefaultValue("8MB") DataSize maxDocumentSize,
    @DefaultValue("100000") int maxResultCharacters,
    @Valid @DefaultValue Egress egress) {

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
