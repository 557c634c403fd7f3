package dev.hearth.builtin.knowledge;

/** A file's bytes, which nobody changes. */
final class Bytes {

  private final byte[] array;

  Bytes(byte[] array) {
    this.array = array;
  }

  /** Not a copy. */
  byte[] array() {
    return array;
  }

  int size() {
    return array.length;
  }
}
