package dev.hearth.registry.credentials;

import dev.hearth.base.ServiceException;
import dev.hearth.registry.credentials.Credentials.OAuth;
import dev.hearth.registry.credentials.Credentials.Tokens;
import dev.hearth.registry.egress.Clearance;
import dev.hearth.registry.egress.EgressClient;
import dev.hearth.registry.egress.EgressException;
import dev.hearth.registry.egress.EgressRequest;
import dev.hearth.registry.egress.EgressRequest.Header;
import dev.hearth.registry.egress.EgressResponse;
import dev.hearth.registry.manifest.Content;
import dev.hearth.registry.manifest.Texts;
import dev.hearth.registry.manifest.Trees;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Gets tokens from authorization servers (RFC 6749), through the guarded client. Thread-safe. */
@Component
class TokenEndpoint {

  private static final int LONGEST_ANSWER = 64 * 1024;

  private final EgressClient egress;
  private final Clock clock;

  TokenEndpoint(EgressClient egress, Clock clock) {
    this.egress = egress;
    this.clock = clock;
  }

  /** Tokens for the client itself (4.4). */
  Tokens byClient(OAuth client, Clearance clearance, Duration within) {
    return ask(client, Map.of("grant_type", "client_credentials"), null, clearance, within);
  }

  /** The next tokens (6). */
  Tokens refreshed(OAuth client, String refresh, Clearance clearance, Duration within) {
    return ask(
        client,
        Map.of("grant_type", "refresh_token", "refresh_token", refresh),
        refresh,
        clearance,
        within);
  }

  /** The tokens for a code (4.1.3, with RFC 7636). */
  Tokens redeemed(
      OAuth client, String code, Vault.Attempt attempt, Clearance clearance, Duration within) {
    return ask(
        client,
        Map.of(
            "grant_type",
            "authorization_code",
            "code",
            code,
            "redirect_uri",
            attempt.redirectUri(),
            "code_verifier",
            attempt.verifier()),
        null,
        clearance,
        within);
  }

  private Tokens ask(
      OAuth client,
      Map<String, String> grant,
      @Nullable String formerRefresh,
      Clearance clearance,
      Duration within) {
    Map<String, String> fields = new LinkedHashMap<>(grant);
    fields.put("client_id", client.clientId());
    if (client.clientSecret() != null) {
      fields.put("client_secret", client.clientSecret());
    }
    if (client.scope() != null && !grant.containsKey("code")) {
      fields.put("scope", client.scope());
    }
    if (client.resource() != null) {
      fields.put("resource", client.resource().toString());
    }
    String body = client.json() ? Trees.JSON.writeValueAsString(fields) : form(fields);
    String type = client.json() ? "application/json" : "application/x-www-form-urlencoded";
    EgressRequest request =
        new EgressRequest(
            "POST",
            client.tokenUrl(),
            List.of(new Header("Accept", "application/json"), new Header("Content-Type", type)),
            Content.of(body),
            LONGEST_ANSWER,
            0);
    EgressResponse response;
    try {
      response = egress.send(request, clearance, within);
    } catch (EgressException failed) {
      throw failure("the token endpoint cannot be asked: " + failed.message(), failed);
    }
    return tokens(response, formerRefresh);
  }

  private Tokens tokens(EgressResponse response, @Nullable String formerRefresh) {
    JsonNode answer;
    try {
      answer = Trees.json(response.text());
    } catch (Trees.Unreadable unreadable) {
      throw failure("the token endpoint answered " + response.status() + ", no JSON", unreadable);
    }
    String access = answer.path("access_token").asString("");
    if (!response.isSuccess() || access.isEmpty()) {
      // Only the code (RFC 6749, 5.2): a description may hold anything.
      String code = Texts.name(answer.path("error").asString("no access_token"), 60);
      throw failure("the token endpoint answered " + response.status() + " " + code, null);
    }
    String refresh = answer.path("refresh_token").asString("");
    long seconds = answer.path("expires_in").asLong(0);
    return new Tokens(
        access,
        refresh.isEmpty() ? formerRefresh : refresh,
        seconds > 0 ? clock.instant().plusSeconds(Math.min(seconds, 31_536_000)) : null);
  }

  private static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> field.getKey() + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static ServiceException failure(String message, @Nullable Throwable cause) {
    return new ServiceException(
        HttpStatus.UNPROCESSABLE_CONTENT, "authorization_failed", message, null, null, cause);
  }
}
