package dev.hearth.registry.invocation;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.ModerationApi;
import dev.hearth.contracts.moderation.ScreenRequest;
import dev.hearth.contracts.moderation.Verdict;
import dev.hearth.contracts.plugins.Approval;
import dev.hearth.contracts.plugins.Invocation;
import dev.hearth.contracts.plugins.InvocationResult;
import dev.hearth.contracts.plugins.InvocationResult.Answered;
import dev.hearth.contracts.plugins.InvocationResult.ApprovalNeeded;
import dev.hearth.contracts.plugins.InvocationResult.Failed;
import dev.hearth.registry.RegistryProperties;
import dev.hearth.registry.approval.Approvals;
import dev.hearth.registry.catalog.Catalog;
import dev.hearth.registry.catalog.Plugin;
import dev.hearth.registry.catalog.Tool;
import dev.hearth.registry.clearance.Clearances;
import dev.hearth.registry.credentials.Authorizer;
import dev.hearth.registry.egress.EgressClient;
import dev.hearth.registry.egress.EgressException;
import dev.hearth.registry.egress.EgressRequest;
import dev.hearth.registry.egress.EgressRequest.Header;
import dev.hearth.registry.egress.EgressResponse;
import dev.hearth.registry.manifest.Texts;
import dev.hearth.registry.mcp.McpAnswer;
import dev.hearth.registry.mcp.McpClient;
import dev.hearth.registry.mcp.McpEndpoint;
import dev.hearth.registry.mcp.McpException;
import dev.hearth.registry.openapi.Operation;
import dev.hearth.registry.registration.Refresh;
import dev.hearth.registry.resilience.Protection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Calls tools, for models and people alike: arguments checked, consent asked for, one guarded
 * request, the answer screened. Thread-safe.
 */
@Component
class Invoker {

  private static final int LONGEST_ERROR = 2_000;

  private final Catalog catalog;
  private final Approvals approvals;
  private final EgressClient egress;
  private final Clearances clearances;
  private final Authorizer authorizer;
  private final Protection protection;
  private final McpClient mcp;
  private final Refresh refresh;
  private final ModerationApi moderation;
  private final RegistryProperties properties;

  Invoker(
      Catalog catalog,
      Approvals approvals,
      EgressClient egress,
      Clearances clearances,
      Authorizer authorizer,
      Protection protection,
      McpClient mcp,
      Refresh refresh,
      ModerationApi moderation,
      RegistryProperties properties) {
    this.catalog = catalog;
    this.approvals = approvals;
    this.egress = egress;
    this.clearances = clearances;
    this.authorizer = authorizer;
    this.protection = protection;
    this.mcp = mcp;
    this.refresh = refresh;
    this.moderation = moderation;
    this.properties = properties;
  }

  /** Whether a call that changes something must have been approved before. */
  enum Consent {
    /** As the operation says. */
    ASK,
    /** The caller gives it with the call. */
    GIVEN
  }

  /**
   * Calls a tool.
   *
   * @throws ServiceException 503 if the answer could not be screened
   */
  InvocationResult invoke(Hop hop, Caller caller, Invocation invocation, Consent consent) {
    return invoke(hop, caller, invocation, Map.of(), consent);
  }

  /**
   * Calls a tool with files.
   *
   * @param files by the argument whose place they take
   * @throws ServiceException 503 if the answer could not be screened
   */
  InvocationResult invoke(
      Hop hop,
      Caller caller,
      Invocation invocation,
      Map<String, UploadedFile> files,
      Consent consent) {
    long start = System.nanoTime();
    Optional<Plugin> plugin =
        catalog.find(caller.team(), invocation.plugin()).filter(Plugin::enabled);
    Optional<Tool> tool =
        plugin.flatMap(
            found ->
                found.tools().stream()
                    .filter(candidate -> candidate.name().equals(invocation.tool()))
                    .findFirst());
    if (tool.isEmpty()) {
      return new Failed("unknown_tool", unknown(plugin, invocation), since(start));
    }
    JsonNode schema = tool.get().draft().parameters();
    JsonNode given =
        invocation.arguments() == null || invocation.arguments().isNull()
            ? JsonNodeFactory.instance.objectNode()
            : invocation.arguments();
    JsonNode arguments = ArgumentCheck.lenient(given, schema);
    Optional<String> complaint = ArgumentCheck.complaint(arguments, schema);
    if (complaint.isPresent()) {
      return new Failed("bad_arguments", complaint.get(), since(start));
    }
    Operation operation = tool.get().draft().operation();
    EgressRequest request;
    try {
      request =
          operation.mcpTool() == null
              ? RequestWriter.write(
                  operation, arguments, files, 4 * properties.maxResultCharacters())
              : new EgressRequest("POST", operation.address(), List.of(), null, 0, 0);
    } catch (RequestWriter.Unwritable unwritable) {
      return new Failed("bad_arguments", unwritable.message(), since(start));
    }
    if (tool.get().draft().consequential() && consent == Consent.ASK) {
      Approval approval =
          approvals.claim(
              caller,
              plugin.orElseThrow(),
              tool.get(),
              new Invocation(
                  tool.get().plugin(), tool.get().name(), arguments, invocation.conversation()));
      switch (approval.state()) {
        case PENDING, APPROVED -> {
          return new ApprovalNeeded(approval);
        }
        case REFUSED -> {
          return new Failed(
              "refused",
              "The user refused this call. Do not try it again; go on without it.",
              since(start));
        }
        case USED -> {
          // This very call used it up.
        }
      }
    }
    Hop limited = hop.within(properties.callTimeout());
    Plugin called = plugin.orElseThrow();
    String mcpTool = operation.mcpTool();
    return mcpTool == null
        ? call(
            limited,
            caller,
            called,
            request,
            start,
            authorized -> send(limited, caller, called, authorized),
            EgressResponse::status,
            (response, secret) -> judged(limited, response, secret, since(start)))
        : call(
            limited,
            caller,
            called,
            request,
            start,
            authorized -> send(limited, caller, called, authorized, mcpTool, arguments),
            McpAnswer::status,
            (answer, secret) -> judged(limited, answer, secret, since(start)));
  }

  /**
   * Makes a call with the team's credentials, once more with a new token if that was refused.
   *
   * @param status the HTTP status of an answer
   * @param judging what comes of an answer in which a secret, if any, must not be
   */
  private <T> InvocationResult call(
      Hop hop,
      Caller caller,
      Plugin plugin,
      EgressRequest request,
      long start,
      Function<EgressRequest, T> sending,
      ToIntFunction<T> status,
      Judging<T> judging) {
    T response;
    String secret;
    try {
      Authorizer.Authorized first = authorizer.authorize(plugin, caller, request, hop.remaining());
      secret = first.secret();
      EgressRequest outgoing = first.request();
      if (clearances.isTrusted(plugin, request.uri())) {
        // It is the platform's own, and keeps apart what belongs to different teams.
        secret = hop.token();
        outgoing =
            request.with(request.uri(), List.of(new Header("Authorization", "Bearer " + secret)));
      }
      response = sending.apply(outgoing);
      if (status.applyAsInt(response) == 401 && first.renewable() && secret != null) {
        // Refused before anything was done: once more, with a new token.
        Authorizer.Authorized second =
            authorizer.renewed(plugin, caller, request, hop.remaining(), secret);
        secret = second.secret();
        response = sending.apply(second.request());
      }
    } catch (McpException senseless) {
      return failed(hop, "The plugin's answer cannot be used", senseless.message(), since(start));
    } catch (ServiceException unauthorized) {
      return new Failed("unavailable", unauthorized.message(), since(start));
    } catch (Protection.Spared spared) {
      return new Failed("unavailable", spared.message(), since(start));
    } catch (EgressException failed) {
      long milliseconds = since(start);
      return switch (failed.reason()) {
        case TIMEOUT -> new Failed("timeout", "The plugin did not answer in time.", milliseconds);
        case REFUSED ->
            new Failed(
                "unavailable",
                "The plugin cannot be called: " + failed.message() + ".",
                milliseconds);
        case UNREACHABLE ->
            new Failed("unavailable", "The plugin cannot be reached at the moment.", milliseconds);
        case UNUSABLE ->
            new Failed("plugin_error", "The plugin's answer cannot be used.", milliseconds);
      };
    }
    return judging.judge(response, secret);
  }

  private interface Judging<T> {
    InvocationResult judge(T answer, @Nullable String secret);
  }

  private McpAnswer send(
      Hop hop,
      Caller caller,
      Plugin plugin,
      EgressRequest authorized,
      String tool,
      JsonNode arguments) {
    McpEndpoint endpoint =
        new McpEndpoint(
            authorized.uri(), authorized.secrets(), clearances.of(plugin, caller.team()));
    McpAnswer answer =
        protection.call(
            plugin.id(),
            authorized.method(),
            () -> mcp.call(plugin.id(), caller.team(), endpoint, tool, arguments, hop.remaining()));
    refresh.after(plugin, answer.listChanged());
    return answer;
  }

  private EgressResponse send(Hop hop, Caller caller, Plugin plugin, EgressRequest request) {
    return protection.call(
        plugin.id(),
        request.method(),
        () -> egress.send(request, clearances.of(plugin, caller.team()), hop.remaining()));
  }

  private InvocationResult judged(
      Hop hop, McpAnswer answer, @Nullable String secret, long milliseconds) {
    JsonNode result = answer.result();
    McpAnswerText told =
        result == null
            ? new McpAnswerText(Objects.requireNonNullElse(answer.error(), ""), Set.of(), true)
            : McpAnswerText.of(result);
    String text = secret == null ? told.text() : told.text().replace(secret, "[redacted]");
    if (told.failed()) {
      String status = answer.status() / 100 == 2 ? "" : " (status " + answer.status() + ")";
      return failed(hop, "The plugin's tool failed" + status, text, milliseconds);
    }
    if (text.isEmpty() && !told.leftOut().isEmpty()) {
      return failed(
          hop,
          "The plugin's tool answered with what cannot be shown as text",
          String.join(", ", told.leftOut()),
          milliseconds);
    }
    return answered(
        hop, AnswerText.cut(text, properties.maxResultCharacters(), false), milliseconds);
  }

  /** A failure in the plugin's own words, which are screened. */
  private InvocationResult failed(Hop hop, String what, String words, long milliseconds) {
    String said = Texts.cut(words, LONGEST_ERROR);
    if (said.isEmpty()) {
      return new Failed("plugin_error", what + ".", milliseconds);
    }
    Screened screened = screen(hop, said);
    return screened.verdict() == Action.BLOCK
        ? refused(milliseconds)
        : new Failed("plugin_error", what + ": " + screened.text(), milliseconds);
  }

  private InvocationResult answered(Hop hop, String text, long milliseconds) {
    if (text.isEmpty()) {
      return new Answered("The plugin did it and answered nothing.", Action.ALLOW, milliseconds);
    }
    Screened screened = screen(hop, text);
    return screened.verdict() == Action.BLOCK
        ? refused(milliseconds)
        : new Answered(screened.text(), screened.verdict(), milliseconds);
  }

  private InvocationResult judged(
      Hop hop, EgressResponse response, @Nullable String secret, long milliseconds) {
    Optional<String> text =
        AnswerText.of(response, properties.maxResultCharacters())
            .map(answer -> secret == null ? answer : answer.replace(secret, "[redacted]"));
    if (!response.isSuccess()) {
      String what =
          "The plugin answered status "
              + response.status()
              + (response.status() == 401 && secret == null
                  ? ", and no credentials are set for it"
                  : "");
      return failed(hop, what, text.orElse(""), milliseconds);
    }
    if (text.isEmpty()) {
      return new Failed(
          "plugin_error",
          "The plugin answered with binary data, which cannot be shown as text.",
          milliseconds);
    }
    return answered(hop, text.get(), milliseconds);
  }

  private static Failed refused(long milliseconds) {
    return new Failed(
        "result_refused",
        "The plugin's answer was withheld by the content policy. Go on without it.",
        milliseconds);
  }

  private record Screened(String text, Action verdict) {}

  private Screened screen(Hop hop, String text) {
    var verdicts = moderation.screen(hop, ScreenRequest.of(Direction.TOOL, text)).verdicts();
    if (verdicts.size() != 1) {
      throw new ServiceException(
          HttpStatus.SERVICE_UNAVAILABLE,
          ServiceException.UNAVAILABLE,
          "the moderation-service gave no verdict",
          null,
          1,
          null);
    }
    Verdict verdict = verdicts.getFirst();
    return switch (verdict.action()) {
      case ALLOW, FLAG -> new Screened(text, verdict.action());
      case REDACT -> new Screened(verdict.redact(text), Action.REDACT);
      case BLOCK -> new Screened("", Action.BLOCK);
    };
  }

  private static String unknown(Optional<Plugin> plugin, Invocation invocation) {
    if (plugin.isEmpty()) {
      return "There is no plugin '" + Texts.line(invocation.plugin(), 64) + "'.";
    }
    String names =
        String.join(", ", plugin.get().tools().stream().limit(20).map(Tool::name).toList());
    return "There is no tool '"
        + Texts.line(invocation.tool(), 64)
        + "'; there are: "
        + names
        + ".";
  }

  private static long since(long start) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }
}
