"""The fast layer: hashed words, word pairs and character n-grams, pooled over windows of tokens.

Defined so that it can be repeated exactly elsewhere (see FORMAT.md): integer hashing, int8 table, one
hidden layer. Trained on labels and, where given, on the encoder's scores (distillation). Resumes from its
checkpoint.
"""

from __future__ import annotations

import argparse
import json
import random
import time
import unicodedata
from pathlib import Path

import numpy as np
import torch

from base import disturbed, planted, training_rows
from distil import target
from modeltext import model_text
from sources import INDEX, OUTPUTS, load

BITS = 17
WIDTH = 32
HIDDEN = 64
WINDOW = 32
STEP = 16
LONGEST = 20
MASK = 0xFFFFFFFF


def fnv(text: str, seed: int) -> int:
    """FNV-1a over code points, its start changed by the seed."""
    h = 0x811C9DC5 ^ seed
    for c in text:
        h = ((h ^ ord(c)) * 16777619) & MASK
    return h


def mix(h: int) -> int:
    h ^= h >> 15
    h = (h * 0x2C1B3C6D) & MASK
    h ^= h >> 12
    h = (h * 0x297A2D39) & MASK
    return h ^ (h >> 15)


def tokens(text: str) -> list[str]:
    """Lower-cased words without accents, numbers as "0", other marks one by one."""
    folded = unicodedata.normalize("NFD", model_text(text).lower())
    out: list[str] = []
    word: list[str] = []
    number = False

    def end() -> None:
        nonlocal number
        if word:
            out.append("".join(word[:LONGEST]))
            word.clear()
        elif number:
            out.append("0")
        number = False

    for c in folded:
        category = unicodedata.category(c)
        if category[0] == "M":
            continue
        if category[0] == "L":
            if number:
                end()
            if len(word) < 2 or word[-1] != c or word[-2] != c:
                word.append(c)
        elif category == "Nd":
            if word:
                end()
            number = True
        elif c in "'\u2019" and word:
            continue
        else:
            end()
            if c != " ":
                out.append(c)
    end()
    return out


class Features:
    """Table rows of each token: word, pair and triple with the tokens before it, and n-grams of 3 to 5."""

    def __init__(self) -> None:
        self.cache: dict[str, tuple[int, np.ndarray]] = {}

    def token(self, t: str) -> tuple[int, np.ndarray]:
        found = self.cache.get(t)
        if found is None:
            marked = f"<{t}>"
            grams = [mix(fnv(marked[i : i + n], n)) & ((1 << BITS) - 1) for n in (3, 4, 5) for i in range(len(marked) - n + 1)] if len(t) > 2 else []
            found = self.cache[t] = (fnv(t, 0), np.array(grams, np.int64))
        return found

    def of(self, text: str, most: int = 4096):
        """(rows, weights, counts per token); an empty text has one token, the empty word."""
        words = tokens(text)[:most] or [""]
        rows, weights, counts = [], [], []
        one = two = 0x9E3779B9
        for w in words:
            h, grams = self.token(w)
            pair = ((one * 31) & MASK) ^ h
            triple = ((((two * 31) & MASK) ^ one) * 31 & MASK) ^ h
            own = [mix(h), mix(pair ^ 0x51ED270B), mix(triple ^ 0x2545F491)]
            rows.append(np.concatenate([np.array(own, np.int64) & ((1 << BITS) - 1), grams]))
            weights.append(np.concatenate([np.ones(3, np.float32), np.full(len(grams), 1 / max(1, len(grams)), np.float32)]))
            counts.append(3 + len(grams))
            two, one = one, h
        return np.concatenate(rows), np.concatenate(weights), np.array(counts)


def spans(n: int) -> list[tuple[int, int]]:
    if n <= WINDOW:
        return [(0, n)]
    starts = list(range(0, n - WINDOW, STEP)) + [n - WINDOW]
    return [(s, s + WINDOW) for s in starts]


class Fast(torch.nn.Module):
    """Its outputs are those of the encoder and, last, whether the encoder is worth asking."""

    def __init__(self) -> None:
        super().__init__()
        self.table = torch.nn.EmbeddingBag(1 << BITS, WIDTH, mode="sum", sparse=False)
        torch.nn.init.uniform_(self.table.weight, -0.05, 0.05)
        self.hidden = torch.nn.Linear(2 * WIDTH, HIDDEN)
        self.out = torch.nn.Linear(HIDDEN, len(OUTPUTS) + 1)
        self.drop = torch.nn.Dropout(0.2)

    def forward(self, batch):
        rows, weights, offsets, index, owner, n = batch
        token = self.table(rows, offsets, per_sample_weights=weights)
        width = token.shape[1]
        count = int(owner.max()) + 1
        picked = token[index]
        spread = owner[:, None].expand(-1, width)
        top = torch.full((count, width), -1e9).scatter_reduce(0, spread, picked, "amax")
        total = torch.zeros(count, width).scatter_add(0, spread, picked)
        size = torch.zeros(count).scatter_add(0, owner, torch.ones(len(owner)))
        pooled = torch.cat([total / size[:, None], top], 1)
        logits = self.out(self.drop(torch.relu(self.hidden(self.drop(pooled)))))
        window_of = n
        result = torch.full((int(window_of.max()) + 1, logits.shape[1]), -30.0)
        return result.scatter_reduce(0, window_of[:, None].expand_as(logits), logits, "amax")


def collate(items):
    rows, weights, counts, index, owner, text_of = [], [], [], [], [], []
    at = window = 0
    for j, (r, w, c) in enumerate(items):
        rows.append(r)
        weights.append(w)
        counts.append(c)
        for s, e in spans(len(c)):
            index.append(np.arange(at + s, at + e))
            owner.append(np.full(e - s, window))
            text_of.append(j)
            window += 1
        at += len(c)
    counts = np.concatenate(counts)
    offsets = np.concatenate([[0], np.cumsum(counts)[:-1]])
    t = torch.tensor
    return (t(np.concatenate(rows)), t(np.concatenate(weights)), t(offsets), t(np.concatenate(index)),
            t(np.concatenate(owner)), t(np.array(text_of)))


@torch.no_grad()
def predict(model: Fast, features: Features, texts: list[str]) -> np.ndarray:
    model.eval()
    out = []
    for i in range(0, len(texts), 128):
        out.append(model(collate([features.of(t) for t in texts[i : i + 128]])).numpy())
    return np.concatenate(out)


def quantise(model: Fast) -> np.ndarray:
    """Rounds the table to int8 with one scale for each column, in place; returns the scales."""
    with torch.no_grad():
        table = model.table.weight.numpy()
        scale = (np.quantile(np.abs(table), 0.9999, axis=0) / 127).astype(np.float32)
        q = np.clip(np.round(table / scale), -127, 127)
        model.table.weight.copy_(torch.tensor(q * scale))
    return scale


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--own", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--teacher", type=Path, help="what `distil.py teach` wrote")
    parser.add_argument("--description", type=Path, help="encoder.json, with --teacher")
    parser.add_argument("--missed", type=float, default=3.0, help="by how much more a missed text weighs")
    parser.add_argument("--left-out", type=float, default=0.2, help="the share of a text's rows that each step leaves out")
    parser.add_argument("--hold-out", nargs="*", default=[])
    parser.add_argument("--hold-folds", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--lr", type=float, default=4e-3)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=1)
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    rng = random.Random(a.seed)
    rows = load(a.data, a.own)
    folds = [r for r in rows if r.source == "openai-moderation"]
    held = {id(r) for i, r in enumerate(folds) if i % 5 < a.hold_folds}
    train = [r for r in training_rows(rows, set(a.hold_out), a.seed) if id(r) not in held]
    texts = [r.text[:6000] for r in train]
    y = np.stack([r.y for r in train])
    w = np.array([min(r.weight, 3.0) for r in train], np.float32)
    soft = np.full((len(y), len(OUTPUTS) + 1), np.nan, np.float32)
    if a.teacher:
        with np.load(a.teacher) as f:
            spoken = ~np.isnan(f["logits"][:, 0]) & (f["texts"] != "")
            taught, labels = f["texts"][spoken].tolist(), f["labels"][spoken]
            said = np.column_stack([1 / (1 + np.exp(-f["logits"][spoken])), target(f["logits"][spoken], json.loads(a.description.read_text()))])
        # what is known to be harmless is so, whatever the encoder says, and it need not be asked
        said[(labels[:, : INDEX["any"]] == 0).all(1)] *= [0.3] * len(OUTPUTS) + [0.1]
        place = {t: i for i, t in enumerate(taught)}
        for i, t in enumerate(texts):
            if t in place:
                soft[i] = said[place[t]]
        own = set(texts) | {r.text for r in rows if r.split == "dev"}
        extra = [i for t, i in place.items() if t not in own]
        texts += [taught[i] for i in extra]
        y, soft = np.concatenate([y, labels[extra]]), np.concatenate([soft, said[extra]])
        w = np.concatenate([w, np.ones(len(extra), np.float32)])
    # the encoder is worth asking about what is harmful by its label, too
    harmful = np.nanmax(np.column_stack([y[:, INDEX["embedded"]], y[:, INDEX["any"]], np.full(len(y), -1)]), 1)
    ask = np.where(harmful == 1, 1, np.where(np.isnan(soft[:, -1]), np.where(harmful == 0, 0, np.nan), soft[:, -1]))
    harmless = [t for t, v in zip(texts, y[:, INDEX["any"]]) if v == 0]

    def padded(text: str, j: int, rng: random.Random) -> str:
        """Every fourth text stands among harmless words, so that they do not hide it."""
        if rng.random() > 0.25 or (j < len(train) and train[j].kind == "tool-result"):
            return text
        extra = rng.choice(harmless)[:400]
        return f"{extra} {text}" if rng.random() < 0.6 else f"{text} {extra}"

    features, model = Features(), Fast()
    optimiser = torch.optim.Adam(model.parameters(), lr=a.lr, fused=True)
    steps = a.epochs * (len(texts) // 64 + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, a.lr, steps + 1)
    yt, wt, st, at_ask = torch.tensor(y), torch.tensor(w), torch.tensor(soft[:, :-1]), torch.tensor(ask.astype(np.float32))
    entropy = torch.nn.functional.binary_cross_entropy_with_logits
    print(len(texts), "texts", flush=True)
    a.out.mkdir(parents=True, exist_ok=True)
    checkpoint, first, order = a.out / "checkpoint.pt", 0, []
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=False)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        schedule.load_state_dict(state["schedule"])
        torch.set_rng_state(state["rng"])
        rng.setstate(state["random"])
        first, order = state["step"], state["order"]
        print("resumed at", first, flush=True)

    def save(step: int) -> None:
        part = checkpoint.with_suffix(".part")
        torch.save({"model": model.state_dict(), "optimiser": optimiser.state_dict(), "schedule": schedule.state_dict(),
                    "rng": torch.get_rng_state(), "random": rng.getstate(), "order": order, "step": step}, part)
        part.replace(checkpoint)

    per_epoch = -(-len(texts) // 64)
    total = a.epochs * per_epoch
    began, saved, losses = time.time(), time.time(), []
    model.train()
    for step in range(first, total):
        if step % per_epoch == 0:
            order = list(range(len(texts)))
            rng.shuffle(order)
        i = step % per_epoch * 64
        at = order[i : i + 64]
        batch = list(collate([features.of(padded(disturbed(texts[j], rng), j, rng)) for j in at]))
        # a row is left out now and then, so that no single one decides
        batch[1] = batch[1] * (torch.rand(len(batch[1])) > a.left_out)
        logits = model(tuple(batch))
        loss = 0.0
        for wanted, share in ((yt[at], 0.5 if a.teacher else 1.0), (st[at], 1.0 if a.teacher else 0.0)):
            known = ~torch.isnan(wanted)
            if share and known.any():
                each = entropy(logits[:, :-1], torch.nan_to_num(wanted), reduction="none")
                loss = loss + share * (each * known * wt[at][:, None]).sum() / known.sum()
        doubt = at_ask[at]
        known = ~torch.isnan(doubt)
        each = entropy(logits[:, -1], torch.nan_to_num(doubt), reduction="none") * known * (1 + a.missed * torch.nan_to_num(doubt))
        loss = loss + 0.5 * each.sum() / known.sum().clamp(min=1)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
        if (step + 1) % per_epoch == 0:
            print(step // per_epoch, f"{np.mean(losses[-200:]):.4f} {time.time() - began:.0f} s", flush=True)
        if time.time() - saved > 240:
            save(step + 1)
            saved = time.time()
    if first < total:
        save(total)
    scale = quantise(model)
    torch.save({"model": model.state_dict(), "scale": scale}, a.out / "fast.pt")
    dev = [r for r in rows if r.split == "dev"] + planted([r for r in rows if r.split == "dev" and r.source == "bipia"], random.Random(5), 3)
    dev += [r for r in rows if r.split == "train" and (id(r) in held or r.source in a.hold_out)]
    dev = [r for i, r in enumerate(dev) if r.source not in ("sms-spam-uci",) or i % 3 == 0]
    s = predict(model, features, [r.text for r in dev])
    np.savez(a.out / "dev.npz", scores=s, texts=np.array([r.text for r in dev]))
    from finetune import report

    report(dev, 1 / (1 + np.exp(-s[:, :-1])))


if __name__ == "__main__":
    main()
