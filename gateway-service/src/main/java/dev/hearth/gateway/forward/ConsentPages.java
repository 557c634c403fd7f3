package dev.hearth.gateway.forward;

import dev.hearth.base.ServiceException;
import dev.hearth.base.ServiceProperties;
import dev.hearth.base.ServiceTokens;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.plugins.ConsentCode;
import dev.hearth.contracts.plugins.ConsentLink;
import dev.hearth.contracts.plugins.PluginApi;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/**
 * The pages on which a person's browser leaves for the consent to a plugin, and comes back. It
 * shows no API key: the link says whose consent it is. A cookie holds a secret of the browser, and
 * only the browser that left may end the consent. The form carries the secret, too, so that no
 * other site can send it.
 */
@RestController
class ConsentPages {

  /**
   * Browsers take a cookie of such a name from this host alone, over https (RFC 6265bis, 4.1.3).
   */
  private static final String SECURE_COOKIE = "__Host-hearth-consent";

  /** Where the gateway is reached by http, which is on one's own machine. */
  private static final String COOKIE = "hearth-consent";

  private static final Duration LIFE = Duration.ofMinutes(15);

  private final PluginApi registry;
  private final ServiceTokens tokens;
  private final ServiceProperties properties;
  private final SecureRandom random = new SecureRandom();

  ConsentPages(PluginApi registry, ServiceTokens tokens, ServiceProperties properties) {
    this.registry = registry;
    this.tokens = tokens;
    this.properties = properties;
  }

  /** Asks whether the person wants to go on. */
  @GetMapping(path = "/oauth/consent", produces = MediaType.TEXT_HTML_VALUE)
  ResponseEntity<String> ask(
      HttpServletRequest request,
      @RequestParam(name = "ticket", required = false) @Nullable String ticket) {
    if (ticket == null || ticket.isBlank()) {
      return notALink();
    }
    String known = browser(request);
    String browser = known == null ? secret() : known;
    return answered(
        hop -> {
          ConsentLink.Asked asked = registry.asked(hop, new ConsentLink(ticket, browser));
          ResponseCookie cookie =
              ResponseCookie.from(asked.secure() ? SECURE_COOKIE : COOKIE, browser)
                  .httpOnly(true)
                  .secure(asked.secure())
                  // Lax: the way back is a link on the authorization server's page.
                  .sameSite("Lax")
                  .path("/")
                  .maxAge(LIFE)
                  .build();
          return page(
              ResponseEntity.ok().header(HttpHeaders.SET_COOKIE, cookie.toString()),
              question(asked, ticket, browser));
        });
  }

  private static String question(ConsentLink.Asked asked, String ticket, String browser) {
    return """
    <h1>May Hearth use your account?</h1>
    <p>The API key <b>%s</b> of the team <b>%s</b> asks to use the plugin <b>%s</b> with your account
    at <b>%s</b>. Your consent will serve %s.</p>
    <p>Go on only if you asked for this yourself; otherwise close this page.</p>
    <form method="post" action="/oauth/consent">
    <input type="hidden" name="ticket" value="%s"><input type="hidden" name="browser" value="%s">
    <button type="submit">Go on</button>
    </form>
    """
        .formatted(
            escaped(asked.key()),
            escaped(asked.team()),
            escaped(asked.plugin()),
            escaped(asked.host()),
            asked.shared() ? "the calls of everybody in that team" : "the calls of that key alone",
            escaped(ticket),
            escaped(browser));
  }

  /** The person goes on: to the authorization server. */
  @PostMapping(path = "/oauth/consent", produces = MediaType.TEXT_HTML_VALUE)
  ResponseEntity<String> depart(
      HttpServletRequest request,
      @RequestParam(name = "ticket", required = false) @Nullable String ticket,
      @RequestParam(name = "browser", required = false) @Nullable String given) {
    String browser = browser(request);
    if (ticket == null || ticket.isBlank()) {
      return notALink();
    }
    if (browser == null || given == null || !same(browser, given)) {
      return page(
          ResponseEntity.status(HttpStatus.FORBIDDEN),
          paragraph(
              "This did not come from Hearth's own page, or cookies are off. Open the link."));
    }
    return answered(
        hop -> {
          String address = registry.depart(hop, new ConsentLink(ticket, browser)).authorizeUrl();
          return ResponseEntity.status(HttpStatus.SEE_OTHER)
              .location(URI.create(address))
              .cacheControl(CacheControl.noStore())
              .build();
        });
  }

  /** The person comes back. */
  @GetMapping(path = "/oauth/callback", produces = MediaType.TEXT_HTML_VALUE)
  ResponseEntity<String> callback(
      HttpServletRequest request,
      @RequestParam(name = "state", required = false) @Nullable String state,
      @RequestParam(name = "code", required = false) @Nullable String code,
      @RequestParam(name = "error", required = false) @Nullable String error) {
    if (state == null || state.isBlank()) {
      return notALink();
    }
    ConsentCode came = new ConsentCode(state, code, error, browser(request));
    return answered(
        hop ->
            page(
                ResponseEntity.ok(),
                paragraph(
                    "The plugin '"
                        + registry.consent(hop, came).plugin()
                        + "' may now be used. You can close this page and ask again.")));
  }

  private ResponseEntity<String> answered(Function<Hop, ResponseEntity<String>> step) {
    Instant deadline = Instant.now().plus(properties.requestTimeout());
    Caller nobody = new Caller("browser", "none", Set.of(), UUID.randomUUID().toString());
    Hop hop = new Hop(tokens.mint(nobody, deadline), nobody.requestId(), deadline);
    try {
      return step.apply(hop);
    } catch (ServiceException refused) {
      HttpStatus status = refused.status();
      return page(
          ResponseEntity.status(status),
          paragraph(
              status.is5xxServerError()
                  ? "The consent cannot be taken at the moment; begin it again."
                  : "That did not work: " + refused.message() + "."));
    }
  }

  private String secret() {
    byte[] drawn = new byte[24];
    random.nextBytes(drawn);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(drawn);
  }

  /** The secret of this browser, or null. */
  private static @Nullable String browser(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    String found = null;
    for (Cookie cookie : cookies == null ? new Cookie[0] : cookies) {
      boolean secure = cookie.getName().equals(SECURE_COOKIE);
      if ((secure || (found == null && cookie.getName().equals(COOKIE)))
          && cookie.getValue().matches("[\\w-]{32}")) {
        found = cookie.getValue();
      }
    }
    return found;
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  private static ResponseEntity<String> notALink() {
    return page(
        ResponseEntity.status(HttpStatus.BAD_REQUEST),
        paragraph("This address is opened by the link to a plugin's consent."));
  }

  private static String paragraph(String sentence) {
    return "<p>" + escaped(sentence) + "</p>";
  }

  private static String escaped(String text) {
    return HtmlUtils.htmlEscape(text);
  }

  private static ResponseEntity<String> page(ResponseEntity.BodyBuilder answer, String content) {
    return answer
        .cacheControl(CacheControl.noStore())
        .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
        .body(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Hearth</title>"
                + "</head><body>"
                + content
                + "</body></html>");
  }
}
