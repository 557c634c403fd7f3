package dev.hearth.inference.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Pieces of llama.cpp's grammar notation. */
final class Gbnf {

  static final String STRING =
      "\"\\\"\" ([^\"\\\\\\x7F\\x00-\\x1F] | \"\\\\\" ([\"\\\\bfnrt] | \"u\" [0-9a-fA-F]{4}))*"
          + " \"\\\"\"";
  static final String INTEGER = "\"-\"? (\"0\" | [1-9] [0-9]{0,14})";
  static final String NUMBER = INTEGER + " (\".\" [0-9]{1,12})?";

  private Gbnf() {}

  /** A text as it stands. */
  static String literal(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
              } else if (c < ' ' || c == 0x7f) {
                quoted.append(String.format("\\x%02X", c));
              } else {
                quoted.appendCodePoint(c);
              }
            });
    return quoted.append('"').toString();
  }

  /**
   * One of these texts. They are factored by their common beginnings, so that the engine follows
   * few alternatives at a time however many texts there are.
   */
  static String oneOf(Collection<String> texts) {
    Node root = new Node();
    for (String text : texts) {
      root.add(text.codePoints().toArray());
    }
    return root.expression();
  }

  private static final class Node {

    private final Map<Integer, Node> next = new TreeMap<>();
    private boolean end;

    void add(int[] text) {
      Node node = this;
      for (int c : text) {
        node = node.next.computeIfAbsent(c, _ -> new Node());
      }
      node.end = true;
    }

    String expression() {
      List<String> alternatives = new ArrayList<>();
      next.forEach((first, child) -> alternatives.add(branch(first, child)));
      String joined = String.join(" | ", alternatives);
      if (end) {
        return alternatives.isEmpty() ? "\"\"" : "(" + joined + ")?";
      }
      return alternatives.size() == 1 ? joined : "(" + joined + ")";
    }

    private static String branch(int first, Node child) {
      StringBuilder run = new StringBuilder().appendCodePoint(first);
      Node node = child;
      while (!node.end && node.next.size() == 1) {
        Map.Entry<Integer, Node> only = node.next.entrySet().iterator().next();
        run.appendCodePoint(only.getKey());
        node = only.getValue();
      }
      String tail = node.next.isEmpty() ? "" : " " + node.expression();
      return literal(run.toString()) + tail;
    }
  }
}
