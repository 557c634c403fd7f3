package dev.hearth.gateway.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records as CSV (RFC 4180), every cell quoted. A cell that a spreadsheet would take for a formula
 * begins with an apostrophe (OWASP, CSV injection): models, paths and request ids are a caller's
 * words.
 */
final class AuditCsv {

  static final String HEADER =
      String.join(
              ",",
              "chain",
              "seq",
              "recorded_at",
              "kind",
              "at",
              "request_id",
              "key_id",
              "team",
              "method",
              "path",
              "model",
              "plugins",
              "steps",
              "verdicts",
              "prompt_tokens",
              "completion_tokens",
              "status",
              "error_code",
              "latency_total_ms",
              "latency_input_ms",
              "latency_tools_ms",
              "latency_first_event_ms",
              "latency_output_ms",
              "change",
              "has_content",
              "mac")
          + "\r\n";

  private AuditCsv() {}

  static String line(AdminAudit.Entry entry) {
    StringBuilder line = new StringBuilder(512);
    cell(line, entry.chain());
    cell(line, entry.seq());
    cell(line, entry.recordedAt());
    cell(line, entry.kind());
    cell(line, entry.at());
    cell(line, entry.requestId());
    cell(line, entry.keyId());
    cell(line, entry.team());
    cell(line, entry.method());
    cell(line, entry.path());
    cell(line, entry.model());
    cell(line, list(entry.plugins()));
    cell(line, entry.steps());
    cell(line, list(entry.verdicts()));
    cell(line, entry.promptTokens());
    cell(line, entry.completionTokens());
    cell(line, entry.status());
    cell(line, entry.errorCode());
    cell(line, entry.latency().total());
    cell(line, entry.latency().input());
    cell(line, entry.latency().tools());
    cell(line, entry.latency().firstEvent());
    cell(line, entry.latency().output());
    cell(line, entry.change());
    cell(line, entry.hasContent());
    cell(line, entry.mac());
    return line.append("\r\n").toString();
  }

  private static String list(List<String> texts) {
    return String.join(" ", texts);
  }

  private static void cell(StringBuilder line, @Nullable Object value) {
    String text = value == null ? "" : value.toString();
    line.append(line.isEmpty() ? "\"" : ",\"");
    if (value instanceof String && startsFormula(text)) {
      line.append('\'');
    }
    line.append(text.replace("\"", "\"\"")).append('"');
  }

  private static boolean startsFormula(String text) {
    return !text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0;
  }
}
