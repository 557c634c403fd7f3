"""Scores texts by the exported, quantised encoder, as the service does; also the teacher's scores."""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import numpy as np

from base import CLS, SEP, open_tokenizer, planted, training_rows
from frozen import session
from modeltext import model_text, windows
from sources import load

PREFIX = [23032, 1024]  # "query: "
SIZE, STEP = 124, 96


def pieces(tokenizer, text: str, most: int = 10_000) -> list[list[int]]:
    ids = tokenizer.encode(model_text(text), add_special_tokens=False).ids
    return [[CLS, *PREFIX, *w, SEP] for w in windows(ids, SIZE, STEP, most)]


def logits(run, tokenizer, texts: list[str], batch: int = 1, most: int = 10_000, say: bool = False) -> np.ndarray:
    """The maximum over each text's windows. A batch of one, as dynamic quantisation sees the whole batch."""
    parts = [(i, p) for i, t in enumerate(texts) for p in pieces(tokenizer, t, most)]
    parts.sort(key=lambda p: len(p[1]))
    out, began = None, time.time()
    for i in range(0, len(parts), batch):
        some = parts[i : i + batch]
        width = max(len(p) for _, p in some)
        ids, mask = np.zeros((len(some), width), np.int64), np.zeros((len(some), width), np.int64)
        for j, (_, p) in enumerate(some):
            ids[j, : len(p)] = p
            mask[j, : len(p)] = 1
        found = run.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        if out is None:
            out = np.full((len(texts), found.shape[1]), -30.0, np.float32)
        for (j, _), row in zip(some, found):
            out[j] = np.maximum(out[j], row)
        if say and i % 2000 < batch:
            print(i, "of", len(parts), f"{time.time() - began:.0f} s", flush=True)
    return out


def dev_rows(rows):
    dev = [r for r in rows if r.split == "dev"]
    return dev + planted([r for r in dev if r.source == "bipia"], random.Random(5), 3)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--own", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--which", choices=("dev", "train"), required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--most", type=int, default=100_000, help="how many texts")
    a = parser.parse_args()
    rows = load(a.data, a.own)
    if a.which == "dev":
        texts = [r.text for r in dev_rows(rows)]
    else:
        train = training_rows(rows, set(), 7)
        random.Random(3).shuffle(train)
        texts = list(dict.fromkeys(r.text[:6000] for r in train))[: a.most]
        extra = [r.text for r in rows if r.split == "train" and r.source in ("davidson", "toole", "sms-spam-uci") and r.text not in set(texts)]
        texts += extra[: max(0, a.most - len(texts))]
    run, tokenizer = session(a.model), open_tokenizer(a.tokenizer)
    found = logits(run, tokenizer, texts, 1 if a.which == "dev" else 8, 10_000 if a.which == "dev" else 3, True)
    np.savez(a.out, texts=np.array(texts), logits=found)


if __name__ == "__main__":
    main()
