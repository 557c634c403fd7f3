"""Small heads on a frozen encoder's window embeddings; also measures them on held-out sources."""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import numpy as np
import torch

from measure import auprc, overview, table
from sources import INDEX, OUTPUTS, Row, load

HELD_OUT = ("openai-moderation", "advbench", "dangerousqa", "surge-toxicity", "sms-spam-uci")


def read_cache(path: Path) -> dict[str, np.ndarray]:
    store, at = {}, 0
    with np.load(path) as f:
        keys, counts, vectors = f["keys"], f["counts"], f["vectors"]
    for key, n in zip(keys, counts):
        store[str(key)] = vectors[at : at + n]
        at += n
    return store


class Head(torch.nn.Module):
    def __init__(self, width: int = 384, hidden: int = 256, dropout: float = 0.2):
        super().__init__()
        self.net = torch.nn.Sequential(
            torch.nn.Linear(width, hidden), torch.nn.GELU(), torch.nn.Dropout(dropout), torch.nn.Linear(hidden, len(OUTPUTS))
        )

    def forward(self, x):
        return self.net(x * 10)


def pack(rows: list[Row], store: dict[str, np.ndarray]):
    vectors = [store[hashlib.sha256(r.text.encode()).hexdigest()].astype(np.float32) for r in rows]
    counts = np.array([len(v) for v in vectors])
    return torch.tensor(np.concatenate(vectors)), np.repeat(np.arange(len(rows)), counts), counts


def row_max(logits: torch.Tensor, owner: torch.Tensor, n: int) -> torch.Tensor:
    out = torch.full((n, logits.shape[1]), -30.0)
    return out.scatter_reduce(0, owner[:, None].expand_as(logits), logits, "amax")


def masked(logits, y, w, positive_weight: float = 1.0):
    known = ~torch.isnan(y)
    loss = torch.nn.functional.binary_cross_entropy_with_logits(
        logits, torch.nan_to_num(y), reduction="none", pos_weight=torch.full((y.shape[1],), positive_weight)
    )
    return (loss * known * w[:, None]).sum() / known.sum()


def fit(rows, store, seed=1, epochs=12, hidden=256, lr=1e-3, wd=0.01, dropout=0.2):
    torch.manual_seed(seed)
    x, owner, counts = pack(rows, store)
    starts = np.concatenate([[0], np.cumsum(counts)])
    y = torch.tensor(np.stack([r.y for r in rows]))
    w = torch.tensor([r.weight for r in rows], dtype=torch.float32)
    head = Head(x.shape[1], hidden, dropout)
    steps = epochs * (len(rows) // 256 + 1)
    optimiser = torch.optim.AdamW(head.parameters(), lr=lr, weight_decay=wd)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, lr, steps + 1)
    for _ in range(epochs):
        order = torch.randperm(len(rows)).numpy()
        for i in range(0, len(rows), 256):
            at = order[i : i + 256]
            index = np.concatenate([np.arange(starts[j], starts[j + 1]) for j in at])
            own = torch.tensor(np.repeat(np.arange(len(at)), counts[at]))
            logits = row_max(head(x[index]), own, len(at))
            loss = masked(logits, y[at], w[at])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return head.eval()


@torch.no_grad()
def score(head, rows, store) -> np.ndarray:
    x, owner, _ = pack(rows, store)
    return row_max(head(x), torch.tensor(owner), len(rows)).sigmoid().numpy()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--own", type=Path)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--drop", nargs="*", default=[], help="sources left out of training besides")
    parser.add_argument("--no-hearth", action="store_true")
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    store = read_cache(a.cache)
    rows = [r for r in load(a.data, a.own) if hashlib.sha256(r.text.encode()).hexdigest() in store]
    out = [r for r in rows if r.source in HELD_OUT]
    train = [r for r in rows if r.split == "train" and r.source not in a.drop and not (a.no_hearth and r.source.startswith("hearth"))]
    dev = [r for r in rows if r.split == "dev"]
    harmless = [r for r in dev if r.source in ("toole", "wildchat", "cyberseceval-frr")]

    def report(title, head, rows_, full=False):
        s, h = score(head, rows_, store), score(head, harmless, store)
        cut = float(np.quantile(h[:, INDEX["any"]], 0.99))
        print(f"\n## {title}")
        for source in sorted({r.source for r in rows_}):
            at = [i for i, r in enumerate(rows_) if r.source == source]
            t = np.array([rows_[i].y[INDEX["any"]] for i in at])
            if (t == 1).sum() and (t == 0).sum():
                print(source, "AUPRC any", round(auprc([rows_[i] for i in at], s[at, INDEX["any"]]), 3),
                      "max of categories", round(auprc([rows_[i] for i in at], s[at, :16].max(1)), 3))
        print(overview(rows_, s[:, INDEX["any"]], cut))
        if full:
            print(table(rows_, s))

    head = fit([r for r in train if r.source not in HELD_OUT], store, epochs=a.epochs)
    report("held-out sources", head, out + [r for r in dev if r.source not in HELD_OUT])
    # five folds of the set that is nearest to the goal
    folds, found = [r for r in rows if r.source == "openai-moderation"], {}
    rest = [r for r in train if r.source != "openai-moderation"]
    for k in range(5):
        part = [r for i, r in enumerate(folds) if i % 5 == k]
        head = fit(rest + [r for i, r in enumerate(folds) if i % 5 != k], store, epochs=a.epochs)
        for r, s in zip(part, score(head, part, store)):
            found[r.text] = s
    s = np.stack([found[r.text] for r in folds])
    print("openai-moderation, five folds: AUPRC any", round(auprc(folds, s[:, INDEX["any"]]), 3),
          "max", round(auprc(folds, s[:, :12].max(1)), 3))
    print(table(folds, s))
    head = fit(train, store, epochs=a.epochs)
    report("dev, all sources in training", head, dev, full=True)


if __name__ == "__main__":
    main()
