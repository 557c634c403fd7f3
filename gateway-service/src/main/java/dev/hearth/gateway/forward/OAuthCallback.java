package dev.hearth.gateway.forward;

import dev.hearth.base.ServiceException;
import dev.hearth.base.ServiceProperties;
import dev.hearth.base.ServiceTokens;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.plugins.ConsentCode;
import dev.hearth.contracts.plugins.PluginApi;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/**
 * Where a person's browser comes back to after the consent to a plugin. It shows no API key; the
 * state that was given out with the link says whose consent it is.
 */
@RestController
class OAuthCallback {

  private final PluginApi registry;
  private final ServiceTokens tokens;
  private final ServiceProperties properties;

  OAuthCallback(PluginApi registry, ServiceTokens tokens, ServiceProperties properties) {
    this.registry = registry;
    this.tokens = tokens;
    this.properties = properties;
  }

  @GetMapping(path = "/oauth/callback", produces = MediaType.TEXT_HTML_VALUE)
  ResponseEntity<String> callback(
      @RequestParam(name = "state", required = false) @Nullable String state,
      @RequestParam(name = "code", required = false) @Nullable String code,
      @RequestParam(name = "error", required = false) @Nullable String error) {
    if (state == null || state.isBlank()) {
      return page(HttpStatus.BAD_REQUEST, "This address is opened by a plugin's consent page.");
    }
    Instant deadline = Instant.now().plus(properties.requestTimeout());
    Caller nobody = new Caller("browser", "none", Set.of(), UUID.randomUUID().toString());
    Hop hop = new Hop(tokens.mint(nobody, deadline), nobody.requestId(), deadline);
    try {
      String plugin = registry.consent(hop, new ConsentCode(state, code, error)).plugin();
      return page(
          HttpStatus.OK,
          "The plugin '" + plugin + "' may now be used. You can close this page and ask again.");
    } catch (ServiceException refused) {
      HttpStatus status = refused.status();
      return page(
          status,
          status.is5xxServerError()
              ? "The consent could not be stored at the moment; begin it again."
              : "That did not work: " + refused.message() + ".");
    }
  }

  private static ResponseEntity<String> page(HttpStatus status, String sentence) {
    return ResponseEntity.status(status)
        .cacheControl(CacheControl.noStore())
        .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
        .body(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Hearth</title>"
                + "</head><body><p>"
                + HtmlUtils.htmlEscape(sentence)
                + "</p></body></html>");
  }
}
