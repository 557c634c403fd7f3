package dev.hearth.registry.invocation;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.Scope;
import dev.hearth.contracts.plugins.Invocation;
import dev.hearth.contracts.plugins.InvocationResult;
import dev.hearth.contracts.plugins.InvocationResult.Failed;
import dev.hearth.registry.invocation.Invoker.Consent;
import dev.hearth.registry.manifest.Content;
import dev.hearth.registry.manifest.Texts;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartHttpServletRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Calls tools: {@link dev.hearth.contracts.plugins.PluginApi#invoke}, and by hand. */
@RestController
class InvocationController {

  private final Invoker invoker;
  private final CallMeters meters;

  InvocationController(Invoker invoker, CallMeters meters) {
    this.invoker = invoker;
    this.meters = meters;
  }

  @PostMapping("/tools/invoke")
  InvocationResult invoke(Hop hop, Caller caller, @RequestBody Invocation invocation) {
    return meters.count(invocation, () -> invoker.invoke(hop, caller, invocation, Consent.ASK));
  }

  /**
   * A person's call.
   *
   * @param arguments a JSON object that fits the tool's schema
   * @param conversation what an approval is bound to; null for one of the caller's own
   */
  record ManualCall(@Nullable JsonNode arguments, @Nullable String conversation) {}

  /**
   * Calls a tool by hand. An operation that changes something is called if the caller says {@code
   * approve=true} and may write plugins; otherwise the answer is the approval that is needed.
   */
  @PostMapping("/v1/plugins/{name}/tools/{tool}/invoke")
  InvocationResult invokeByHand(
      Hop hop,
      Caller caller,
      @PathVariable("name") String name,
      @PathVariable("tool") String tool,
      @RequestParam(name = "approve", defaultValue = "false") boolean approve,
      @RequestBody(required = false) @Nullable ManualCall call) {
    JsonNode arguments = call == null ? null : call.arguments();
    return byHand(
        hop,
        caller,
        name,
        tool,
        approve,
        call == null ? null : call.conversation(),
        arguments,
        Map.of());
  }

  /**
   * Calls a tool by hand with files: each part of the body is an argument, and a part with a file
   * name is a file.
   */
  @PostMapping(
      path = "/v1/plugins/{name}/tools/{tool}/invoke",
      consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
  InvocationResult invokeWithFiles(
      Hop hop,
      Caller caller,
      @PathVariable("name") String name,
      @PathVariable("tool") String tool,
      @RequestParam(name = "approve", defaultValue = "false") boolean approve,
      MultipartHttpServletRequest request)
      throws IOException {
    ObjectNode arguments = JsonNodeFactory.instance.objectNode();
    Map<String, UploadedFile> files = new HashMap<>();
    for (Part part : parts(request)) {
      String argument = part.getName();
      String fileName = part.getSubmittedFileName();
      byte[] bytes = part.getInputStream().readAllBytes();
      if (fileName == null) {
        arguments.put(argument, new String(bytes, StandardCharsets.UTF_8));
      } else {
        String type = part.getContentType();
        UploadedFile file =
            new UploadedFile(
                Texts.line(fileName.replaceFirst("^.*[/\\\\]", ""), 255),
                type != null && type.matches("[\\w.+-]{1,80}/[\\w.+-]{1,80}")
                    ? type
                    : "application/octet-stream",
                Content.of(bytes));
        files.put(argument, file);
        arguments.put(argument, file.mention());
      }
    }
    return byHand(hop, caller, name, tool, approve, null, arguments, files);
  }

  private static Collection<Part> parts(MultipartHttpServletRequest request) throws IOException {
    try {
      return request.getParts();
    } catch (ServletException unreadable) {
      throw new ServiceException(
          HttpStatus.BAD_REQUEST,
          "invalid_multipart",
          "the multipart body cannot be read",
          "body",
          null,
          unreadable);
    }
  }

  private InvocationResult byHand(
      Hop hop,
      Caller caller,
      String name,
      String tool,
      boolean approve,
      @Nullable String givenConversation,
      @Nullable JsonNode given,
      Map<String, UploadedFile> files) {
    if (!caller.may(Scope.CHAT) && !caller.may(Scope.PLUGINS_WRITE)) {
      throw forbidden("calling a tool needs the scope 'chat'");
    }
    if (approve && !caller.may(Scope.PLUGINS_WRITE)) {
      throw forbidden("approve=true needs the scope 'plugins:write'");
    }
    String conversation =
        givenConversation == null ? "by-hand:" + caller.subject() : givenConversation;
    JsonNode arguments = given == null ? JsonNodeFactory.instance.objectNode() : given;
    Invocation invocation = new Invocation(name, tool, arguments, conversation);
    Consent consent = approve ? Consent.GIVEN : Consent.ASK;
    InvocationResult result =
        meters.count(invocation, () -> invoker.invoke(hop, caller, invocation, files, consent));
    if (result instanceof Failed failed && failed.reason().equals("unknown_tool")) {
      throw new ServiceException(HttpStatus.NOT_FOUND, "tool_not_found", failed.message(), "tool");
    }
    if (result instanceof Failed failed && failed.reason().equals("bad_arguments")) {
      String where = given == null ? " They belong into the body's field 'arguments'." : "";
      throw new ServiceException(
          HttpStatus.BAD_REQUEST, "bad_arguments", failed.message() + where, "arguments");
    }
    return result;
  }

  private static ServiceException forbidden(String message) {
    return new ServiceException(HttpStatus.FORBIDDEN, "insufficient_scope", message);
  }
}
