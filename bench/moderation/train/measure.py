"""Figures from scores: AUPRC, F1, recall at 1 % false positives, false positives per harmless source."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import average_precision_score

from sources import CATEGORIES, INDEX, Row

HARMLESS_SOURCES = ("toole", "bfcl", "gsm8k", "wildchat", "cyberseceval-frr")


def recall_at(y: np.ndarray, s: np.ndarray, rate: float = 0.01) -> tuple[float, float]:
    """Recall at the lowest threshold with at most this rate of false positives, and the threshold."""
    threshold = np.quantile(s[y == 0], 1 - rate) if (y == 0).any() else 0.0
    return float((s[y == 1] > threshold).mean()), float(threshold)


def best_f1(y: np.ndarray, s: np.ndarray) -> float:
    order = np.argsort(-s)
    hits = np.cumsum(y[order])
    precision, recall = hits / (np.arange(len(y)) + 1), hits / max(1, y.sum())
    return float(np.max(2 * precision * recall / np.maximum(1e-9, precision + recall)))


def table(rows: list[Row], scores: np.ndarray, names=tuple(CATEGORIES) + ("embedded", "any")) -> str:
    y = np.stack([r.y for r in rows])
    lines = ["| category | positives | negatives | AUPRC | best F1 | recall at 1 % FP |", "|---|---|---|---|---|---|"]
    for name in names:
        known = ~np.isnan(y[:, INDEX[name]])
        t, s = y[known, INDEX[name]], scores[known, INDEX[name]]
        if t.sum() < 3:
            lines.append(f"| {name} | {int(t.sum())} | {int((t == 0).sum())} | | | |")
            continue
        lines.append(
            f"| {name} | {int(t.sum())} | {int((t == 0).sum())} | {average_precision_score(t, s):.3f} | "
            f"{best_f1(t, s):.3f} | {recall_at(t, s)[0]:.3f} |"
        )
    return "\n".join(lines)


def auprc(rows: list[Row], scores: np.ndarray) -> float:
    """Of harmful against harmless, over the rows that say."""
    t = np.array([r.y[INDEX["any"]] for r in rows])
    known = ~np.isnan(t)
    return float(average_precision_score(t[known], scores[known])) if t[known].sum() else float("nan")


def overview(rows: list[Row], scores: np.ndarray, threshold: float) -> str:
    """Per source: what share is over the threshold, harmful and harmless rows apart."""
    lines = ["| source | harmful | found | harmless | flagged |", "|---|---|---|---|---|"]
    for source in sorted({r.source for r in rows}):
        at = [i for i, r in enumerate(rows) if r.source == source]
        t = np.array([rows[i].y[INDEX["any"]] for i in at])
        s = scores[at]
        pos, neg = s[t == 1], s[t == 0]
        lines.append(
            f"| {source} | {len(pos)} | {'' if not len(pos) else f'{(pos > threshold).mean():.3f}'} | "
            f"{len(neg)} | {'' if not len(neg) else f'{(neg > threshold).mean():.3f}'} |"
        )
    return "\n".join(lines)
