"""Scores the dev rows by the exported, quantised encoder, as the service does."""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

import numpy as np

from base import CLS, SEP, open_tokenizer, planted
from frozen import session
from modeltext import model_text, windows
from sources import load

PREFIX = [23032, 1024]  # "query: "
SIZE, STEP = 64, 48  # word pieces that the service shows a model at a time, and from one window to the next


def pieces(tokenizer, text: str) -> list[list[int]]:
    ids = tokenizer.encode(model_text(text), add_special_tokens=False).ids
    return [[CLS, *PREFIX, *w, SEP] for w in windows(ids, SIZE, STEP, 10_000)]


def logits(run, tokenizer, text: str) -> np.ndarray:
    """The maximum over the text's windows, each by itself: dynamic quantisation sees the whole batch."""
    found = [run.run(None, {"input_ids": np.array([p]), "attention_mask": np.ones((1, len(p)), np.int64)})[0][0]
             for p in pieces(tokenizer, text)]
    return np.max(found, axis=0)


def dev_rows(rows):
    dev = [r for r in rows if r.split == "dev"]
    return dev + planted([r for r in dev if r.source == "bipia"], random.Random(5), 3)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--own", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    a = parser.parse_args()
    texts = [r.text for r in dev_rows(load(a.data, a.own))]
    run, tokenizer = session(a.model), open_tokenizer(a.tokenizer)
    found, began = [], time.time()
    for text in texts:
        found.append(logits(run, tokenizer, text))
        if len(found) % 500 == 0:
            print(len(found), "of", len(texts), f"{time.time() - began:.0f} s", flush=True)
    np.savez(a.out, texts=np.array(texts), logits=np.stack(found))


if __name__ == "__main__":
    main()
