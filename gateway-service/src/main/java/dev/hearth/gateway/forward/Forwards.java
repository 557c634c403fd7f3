package dev.hearth.gateway.forward;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.inference.Message;
import dev.hearth.contracts.inference.Message.Role;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.ScreenRequest;
import dev.hearth.contracts.moderation.Verdict;
import dev.hearth.gateway.downstream.DownstreamProperties;
import dev.hearth.gateway.exchange.Exchange;
import dev.hearth.gateway.identity.Identity;
import dev.hearth.gateway.json.JsonBodies;
import dev.hearth.gateway.screening.Redaction;
import dev.hearth.gateway.screening.Screener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** What other services answer themselves: moderations, policies, reviews and plugins. */
@RestController
class Forwards {

  private static final String PLUGINS = "/v1/plugins";
  private static final String REGISTRY = "plugin-registry";

  private final Forwarder forwarder;
  private final DownstreamProperties services;
  private final Screener screener;
  private final JsonBodies bodies;
  private final JsonMapper mapper;

  Forwards(
      Forwarder forwarder,
      DownstreamProperties services,
      Screener screener,
      JsonBodies bodies,
      JsonMapper mapper) {
    this.forwarder = forwarder;
    this.services = services;
    this.screener = screener;
    this.bodies = bodies;
    this.mapper = mapper;
  }

  @PostMapping("/v1/moderations")
  void moderations(HttpServletRequest request, HttpServletResponse response) throws IOException {
    byte[] body = bodies.bytes(request);
    Exchange exchange = Exchange.of(request);
    Identity identity = exchange.identity();
    if (identity.grants().models() != null) {
      String model = bodies.object(body).text("model");
      if (model != null) {
        identity.requireModel(model);
      }
    }
    forwarder.forward(
        request,
        body,
        response,
        "moderation-service",
        services.moderationUrl(),
        verdicts -> {
          noteAsked(exchange, body);
          return verdicts;
        });
  }

  /** What is to be redacted the answer does not say, so the texts are judged for that. */
  private void noteAsked(Exchange exchange, byte[] body) {
    if (!exchange.keepsContent()) {
      return;
    }
    // As a string, as that service reads it: of bytes broken surrogates in names would be refused.
    JsonNode request = mapper.readTree(new String(body, StandardCharsets.UTF_8));
    JsonNode direction = request.path("direction");
    List<String> texts = texts(request.path("input"));
    List<Verdict> verdicts =
        screener.screen(
            exchange.hop(),
            exchange.identity().team(),
            direction.isString() ? Direction.of(direction.stringValue()) : Direction.INPUT,
            texts.stream().map(text -> new ScreenRequest.Item(text, 0, true)).toList());
    exchange.noteAsked(
        IntStream.range(0, texts.size())
            .mapToObj(place -> Redaction.apply(verdicts.get(place), texts.get(place)))
            .map(text -> Message.of(Role.USER, text))
            .toList());
  }

  /** As the moderation-service, which took them, reads them: parts are one text. */
  private static List<String> texts(JsonNode input) {
    if (input.isString()) {
      return List.of(input.stringValue());
    }
    if (input.path(0).isObject()) {
      return List.of(
          input.values().stream()
              .map(part -> part.path("text").asString(""))
              .collect(Collectors.joining("\n")));
    }
    return input.values().stream().map(text -> text.asString("")).toList();
  }

  @RequestMapping({"/admin/policies", "/admin/policies/**", "/admin/moderation/**"})
  void policies(HttpServletRequest request, HttpServletResponse response) throws IOException {
    forwarder.forward(request, response, "moderation-service", services.moderationUrl());
  }

  @RequestMapping({PLUGINS, PLUGINS + "/**"})
  void plugins(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Identity identity = Exchange.of(request).identity();
    if (identity.grants().plugins() == null) {
      forwarder.forward(request, response, REGISTRY, services.registryUrl());
      return;
    }
    String rest = request.getRequestURI().substring(PLUGINS.length());
    if (rest.length() > 1) {
      String name = rest.substring(1).split("/", 2)[0];
      identity.requirePlugin(UriUtils.decode(name, StandardCharsets.UTF_8));
      forwarder.forward(request, response, REGISTRY, services.registryUrl());
      return;
    }
    if (!request.getMethod().equals(HttpMethod.GET.name())) {
      // Which plugin a manifest registers only the registry can tell.
      throw new ServiceException(
          HttpStatus.FORBIDDEN,
          "plugin_not_allowed",
          "An API key that may use some plugins only may register none.");
    }
    forwarder.forward(
        request,
        bodies.bytes(request),
        response,
        REGISTRY,
        services.registryUrl(),
        list -> visible(list, identity));
  }

  private byte[] visible(byte[] list, Identity identity) {
    try {
      JsonNode answer = mapper.readTree(list);
      if (answer.get("plugins") instanceof ArrayNode plugins) {
        plugins.removeIf(plugin -> !identity.grants().plugin(plugin.path("name").asString("")));
        return mapper.writeValueAsBytes(answer);
      }
    } catch (JacksonException unreadable) {
      throw noList(unreadable);
    }
    throw noList(null);
  }

  private static ServiceException noList(
      @org.jspecify.annotations.Nullable JacksonException cause) {
    return new ServiceException(
        HttpStatus.SERVICE_UNAVAILABLE,
        ServiceException.UNAVAILABLE,
        "The plugin-registry answered no list of plugins; try again.",
        null,
        1,
        cause);
  }
}
