package dev.hearth.gateway.forward;

import dev.hearth.gateway.downstream.DownstreamProperties;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What other services answer themselves: moderations, policies, reviews and plugins. */
@RestController
class Forwards {

  private final Forwarder forwarder;
  private final DownstreamProperties services;

  Forwards(Forwarder forwarder, DownstreamProperties services) {
    this.forwarder = forwarder;
    this.services = services;
  }

  @PostMapping("/v1/moderations")
  void moderations(HttpServletRequest request, HttpServletResponse response) throws IOException {
    forwarder.forward(request, response, "moderation-service", services.moderationUrl());
  }

  @RequestMapping({"/admin/policies", "/admin/policies/**", "/admin/moderation/**"})
  void policies(HttpServletRequest request, HttpServletResponse response) throws IOException {
    forwarder.forward(request, response, "moderation-service", services.moderationUrl());
  }

  @RequestMapping({"/v1/plugins", "/v1/plugins/**"})
  void plugins(HttpServletRequest request, HttpServletResponse response) throws IOException {
    forwarder.forward(request, response, "plugin-registry", services.registryUrl());
  }
}
