package dev.hearth.moderation.text;

import java.util.Arrays;

/** Characters being gathered for a {@link View}. Not thread-safe. */
final class Draft {

  private char[] characters;
  private int[] starts;
  private int[] ends;
  private int length;

  Draft(int capacity) {
    int size = Math.max(16, capacity);
    characters = new char[size];
    starts = new int[size];
    ends = new int[size];
  }

  int length() {
    return length;
  }

  char at(int index) {
    return characters[index];
  }

  int rawStart(int index) {
    return starts[index];
  }

  int rawEnd(int index) {
    return ends[index];
  }

  void add(char character, int rawStart, int rawEnd) {
    if (length == characters.length) {
      int size = length * 2;
      characters = Arrays.copyOf(characters, size);
      starts = Arrays.copyOf(starts, size);
      ends = Arrays.copyOf(ends, size);
    }
    characters[length] = character;
    starts[length] = rawStart;
    ends[length] = rawEnd;
    length++;
  }

  void addCodePoint(int codePoint, int rawStart, int rawEnd) {
    if (Character.isBmpCodePoint(codePoint)) {
      add((char) codePoint, rawStart, rawEnd);
    } else {
      add(Character.highSurrogate(codePoint), rawStart, rawEnd);
      add(Character.lowSurrogate(codePoint), rawStart, rawEnd);
    }
  }

  /** Parts what follows from what came before. */
  void gap() {
    if (length > 0 && characters[length - 1] != View.GAP) {
      int at = ends[length - 1];
      add(View.GAP, at, at);
    }
  }

  View view(View.Reading reading, boolean open, boolean cut) {
    return new View(reading, characters, starts, ends, length, open, cut);
  }
}
