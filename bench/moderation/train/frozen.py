"""Embeds the windows of every row by a frozen encoder from its Maven jar; cached, resumable."""

from __future__ import annotations

import argparse
import hashlib
import time
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from modeltext import model_text, windows
from sources import load

PREFIX = {"e5": "query: ", "minilm": "", "bge": ""}
CLS, SEP = 101, 102


def session(path: Path, threads: int = 1) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def embed(run, batch: list[list[int]]) -> np.ndarray:
    width = max(map(len, batch))
    ids = np.zeros((len(batch), width), np.int64)
    mask = np.zeros_like(ids)
    for i, row in enumerate(batch):
        ids[i, : len(row)] = row
        mask[i, : len(row)] = 1
    hidden = run.run(None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)})[0]
    summed = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
    return summed / np.linalg.norm(summed, axis=1, keepdims=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--own", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--encoder", choices=PREFIX, required=True)
    parser.add_argument("--cache", type=Path, required=True, help="npz of sha256(text) -> window embeddings")
    parser.add_argument("--most-windows", type=int, default=6)
    parser.add_argument("--offensive", type=int, default=1500, help="how many of davidson's offensive rows")
    a = parser.parse_args()

    tokenizer = Tokenizer.from_file(str(a.tokenizer))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    run = session(a.model)
    store: dict[str, np.ndarray] = {}
    if a.cache.exists():
        with np.load(a.cache) as old:
            keys, counts, vectors = old["keys"], old["counts"], old["vectors"]
        at = 0
        for key, n in zip(keys, counts):
            store[str(key)] = vectors[at : at + n]
            at += n

    def save() -> None:
        keys = list(store)
        part = a.cache.with_suffix(".part.npz")
        np.savez(part, keys=np.array(keys), counts=np.array([len(store[k]) for k in keys]),
                 vectors=np.concatenate([store[k] for k in keys]))
        part.replace(a.cache)

    rows, offensive, todo = load(a.data, a.own), 0, {}
    for row in rows:
        if row.source == "davidson" and row.label == "offensive":
            offensive += 1
            if offensive > a.offensive:
                continue
        key = hashlib.sha256(row.text.encode()).hexdigest()
        if key not in store:
            todo[key] = row.text
    prefix = tokenizer.encode(PREFIX[a.encoder], add_special_tokens=False).ids
    pieces = []
    for key, text in todo.items():
        ids = tokenizer.encode(model_text(text), add_special_tokens=False).ids
        for w in windows(ids, 126 - len(prefix), 96, a.most_windows):
            pieces.append((key, [CLS, *prefix, *w, SEP]))
    pieces.sort(key=lambda p: len(p[1]))
    print(len(todo), "texts", len(pieces), "windows", flush=True)
    found: dict[str, list[np.ndarray]] = {}
    started = time.time()
    for i in range(0, len(pieces), 16):
        part = pieces[i : i + 16]
        for (key, _), vector in zip(part, embed(run, [p for _, p in part])):
            found.setdefault(key, []).append(vector.astype(np.float16))
        if (i // 16) % 100 == 0:
            print(i, round(time.time() - started), "s", flush=True)
    for key, vectors in found.items():
        store[key] = np.stack(vectors)
    save()


if __name__ == "__main__":
    main()
