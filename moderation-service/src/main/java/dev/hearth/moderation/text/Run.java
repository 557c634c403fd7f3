package dev.hearth.moderation.text;

/**
 * A stretch of a view that may be encoded.
 *
 * @param start its first character
 * @param end one past its last
 * @param growing whether later text may be part of it
 */
record Run(int start, int end, boolean growing) {}
