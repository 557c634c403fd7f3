package dev.hearth.moderation.pattern;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * All rules as one automaton, made deterministic while it runs: a step is a table look-up, states
 * are made when first reached and dropped together when there are too many. Anchored: it is started
 * at each word and dies at the first symbol that continues no rule.
 *
 * <p>Thread-safe. States are immutable but for their tables, which threads fill with equal entries.
 */
final class Automaton {

  /** The most words that a rule's gap may have. */
  static final int MAX_GAP = 20;

  private static final int MAX_STATES = 20_000;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Integer> starts = new ArrayList<>();
  private volatile @Nullable Cache cache;

  /** Adds a rule, before the first run. */
  void add(Phrase phrase, int rule) {
    Node accept = node();
    accept.accepts = rule;
    starts.add(build(phrase, accept).index);
  }

  /** The state before the first symbol. */
  State start() {
    Cache current = cache;
    if (current == null || current.states.size() > MAX_STATES) {
      current = new Cache();
      cache = current;
    }
    return current.start;
  }

  private Node node() {
    Node node = new Node(nodes.size());
    nodes.add(node);
    return node;
  }

  private Node build(Phrase phrase, Node next) {
    return switch (phrase) {
      case Phrase.Word word -> word(word, next);
      case Phrase.Sequence sequence -> {
        Node head = next;
        for (Phrase part : sequence.parts().reversed()) {
          head = build(part, head);
        }
        yield head;
      }
      case Phrase.Choice choice -> {
        Node head = node();
        for (Phrase option : choice.options()) {
          head.skipTo(build(option, next));
        }
        yield head;
      }
      case Phrase.Optional optional -> {
        Node head = node();
        head.skipTo(build(optional.phrase(), next));
        head.skipTo(next);
        yield head;
      }
      case Phrase.Gap gap -> gap(gap, next);
    };
  }

  private Node word(Phrase.Word word, Node next) {
    byte[] symbols = Symbols.of(word.letters());
    Node[] after = new Node[symbols.length + 1];
    for (int i = 0; i < after.length; i++) {
      after[i] = node();
    }
    for (int i = 0; i < symbols.length; i++) {
      after[i].on(Symbols.mask(symbols[i]), after[i + 1]);
      after[i + 1].on(Symbols.within(), after[i + 1]);
      for (int k = i + 1; k < symbols.length && symbols[k] == symbols[i]; k++) {
        after[i + 1].on(1L << Symbols.STRETCH, after[k + 1]);
      }
    }
    Node last = after[symbols.length];
    if (word.prefix()) {
      last.on(Symbols.wordMask(), last);
    }
    space(last, next);
    return after[0];
  }

  /** The space after a word; where signs stand beside it, they belong to it. */
  private void space(Node from, Node next) {
    Node space = node();
    from.on(Symbols.mask(Symbols.SPACE), space);
    space.on(Symbols.mask(Symbols.SPACE), space);
    space.skipTo(next);
  }

  private Node gap(Phrase.Gap gap, Node next) {
    Node head = next;
    for (int words = gap.most(); words > 0; words--) {
      Node before = node();
      Node within = node();
      before.on(Symbols.wordMask(), within);
      within.on(Symbols.wordMask(), within);
      space(within, head);
      if (words > gap.least()) {
        before.skipTo(next);
      }
      head = before;
    }
    return head;
  }

  /** A node of the automaton as it was written down: several may be active at once. */
  private static final class Node {

    private final int index;
    private final List<Edge> edges = new ArrayList<>();
    private final List<Node> skips = new ArrayList<>();
    private int accepts = -1;

    Node(int index) {
      this.index = index;
    }

    void on(long symbols, Node target) {
      edges.add(new Edge(symbols, target));
    }

    void skipTo(Node target) {
      skips.add(target);
    }
  }

  private record Edge(long symbols, Node target) {}

  /** States made so far. */
  private final class Cache {

    private final ConcurrentMap<IntBuffer, State> states = new ConcurrentHashMap<>();
    private final State start;

    Cache() {
      BitSet first = new BitSet(nodes.size());
      BitSet visited = new BitSet(nodes.size());
      for (int start : starts) {
        close(nodes.get(start), first, visited);
      }
      start = state(first);
    }

    /** Adds what a node leads to without a symbol; nodes that only lead on are not needed. */
    private static void close(Node node, BitSet into, BitSet visited) {
      if (visited.get(node.index)) {
        return;
      }
      visited.set(node.index);
      if (!node.edges.isEmpty() || node.accepts >= 0) {
        into.set(node.index);
      }
      for (Node skip : node.skips) {
        close(skip, into, visited);
      }
    }

    private State state(BitSet active) {
      int[] members = active.stream().toArray();
      return states.computeIfAbsent(
          IntBuffer.wrap(members), key -> new State(this, members, accepted(members)));
    }

    private int[] accepted(int[] members) {
      return Arrays.stream(members)
          .map(member -> nodes.get(member).accepts)
          .filter(rule -> rule >= 0)
          .distinct()
          .toArray();
    }

    private State after(int[] members, int symbol) {
      BitSet reached = new BitSet(nodes.size());
      BitSet visited = new BitSet(nodes.size());
      for (int member : members) {
        for (Edge edge : nodes.get(member).edges) {
          if (((edge.symbols >>> symbol) & 1) != 0) {
            close(edge.target, reached, visited);
          }
        }
      }
      return state(reached);
    }
  }

  /** A set of nodes that can be active together. */
  static final class State {

    private final Cache cache;
    private final int[] members;
    private final int[] accepts;
    private final @Nullable State[] next = new @Nullable State[Symbols.COUNT];

    private State(Cache cache, int[] members, int[] accepts) {
      this.cache = cache;
      this.members = members;
      this.accepts = accepts;
    }

    /** Whether nothing can follow. */
    boolean dead() {
      return members.length == 0;
    }

    /** The rules that match up to here. Not to be changed. */
    int[] accepts() {
      return accepts;
    }

    /** The state after one more symbol. */
    State after(int symbol) {
      State known = next[symbol];
      if (known == null) {
        known = cache.after(members, symbol);
        next[symbol] = known;
      }
      return known;
    }
  }
}
