"""The text that both learned layers see, and its windows.

The service's normaliser runs first (look-alikes, zero-width and tag characters, leet, encodings);
this is the last step behind it, small enough to be repeated exactly in Java:

1. NFKC.
2. Each code point: dropped if its general category is Cf, or if it is a variation selector
   (U+FE00..U+FE0F) or a skin tone (U+1F3FB..U+1F3FF); replaced by its Unicode name in lower case,
   a space before and behind, if its category is So and it is at or above U+2190 (an emoji says what
   it shows); replaced by a space if it is white space (Character.isWhitespace or isSpaceChar) or its
   category is Cc; else kept.
3. Runs of spaces become one, the ends are trimmed.
"""

from __future__ import annotations

import unicodedata


def model_text(text: str) -> str:
    out: list[str] = []
    for c in unicodedata.normalize("NFKC", text):
        if c < "\u007f" and c >= " ":
            out.append(c)
            continue
        category = unicodedata.category(c)
        cp = ord(c)
        if category == "Cf" or 0xFE00 <= cp <= 0xFE0F or 0x1F3FB <= cp <= 0x1F3FF:
            continue
        if category == "So" and cp >= 0x2190:
            out.append(" " + unicodedata.name(c, "symbol").lower() + " ")
        elif category == "Cc" or category[0] == "Z":
            out.append(" ")
        else:
            out.append(c)
    return " ".join(w for w in "".join(out).split(" ") if w)


def windows(ids: list[int], size: int = 126, step: int = 96, most: int = 10_000) -> list[list[int]]:
    """Overlapping windows of word pieces (without [CLS] and [SEP]); the last one ends at the end."""
    if len(ids) <= size:
        return [ids]
    starts = list(range(0, len(ids) - size, step)) + [len(ids) - size]
    return [ids[s : s + size] for s in starts[:most]]
