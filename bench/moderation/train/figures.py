"""The figures of each layer, and of all together, from what they said of the dev rows as they are served."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from sklearn.metrics import average_precision_score

from measure import best_f1, recall_at
from sources import CATEGORIES, INDEX

# In the dev set alone: no layer was trained on a row of them.
UNSEEN = ("cyberseceval-frr", "dan", "self-reminder", "wildchat")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=Path, required=True)
    parser.add_argument("--scores", nargs="+", required=True, help="name=file of each layer")
    a = parser.parse_args()
    with open(a.rows, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    y = np.array([[np.nan if v is None else v for v in r["y"]] for r in rows])
    source = np.array([r["source"] for r in rows])
    harmful = np.array([np.nan if r["harmful"] is None else float(r["harmful"]) for r in rows])
    layers: dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]] = {}
    for pair in a.scores:
        name, file = pair.split("=")
        with open(file, encoding="utf-8") as lines:
            said = [json.loads(line) for line in lines]
        scores = np.array([[s["scores"].get(c, 0.0) for c in CATEGORIES] for s in said])
        flagged = np.array([bool(set(s["applying"]) - {"pii", "secrets"}) for s in said])
        layers[name] = scores, flagged, np.array([s["action"] == "block" for s in said])
    names = list(layers)

    print("### Categories\n\nAUPRC, best F1, recall at 1 % false positives.\n")
    print("| category | positives | negatives | " + " | ".join(names) + " |\n|---|---|---|" + "---|" * len(names))
    for k, category in enumerate([*CATEGORIES, "any (highest)"]):
        truth = y[:, INDEX["any"]] if k == len(CATEGORIES) else y[:, k]
        known = ~np.isnan(truth)
        t = truth[known]
        cells = []
        for scores, _, _ in layers.values():
            s = (scores.max(axis=1) if k == len(CATEGORIES) else scores[:, k])[known]
            cells.append("" if t.sum() < 3 else f"{average_precision_score(t, s):.3f} {best_f1(t, s):.2f} {recall_at(t, s)[0]:.2f}")
        print(f"| {category} | {int(t.sum())} | {int((t == 0).sum())} | " + " | ".join(cells) + " |")

    for title, wanted in (("Harmful rows", 1), ("Harmless rows", 0)):
        print(f"\n### {title}\n\nFlagged, of these blocked; sources that no layer was trained on have a star.\n")
        print("| source | rows | " + " | ".join(names) + " |\n|---|---|" + "---|" * len(names))
        for group in [*sorted(set(source[harmful == wanted])), "all"]:
            at = (harmful == wanted) & ((source == group) | (group == "all"))
            cells = [f"{flagged[at].mean():.1%} {blocked[at].mean():.1%}" for _, flagged, blocked in layers.values()]
            star = "\\*" if group in UNSEEN else ""
            print(f"| {group}{star} | {at.sum()} | " + " | ".join(cells) + " |")

    tools = np.array([r["kind"] == "tool-result" for r in rows]) & ~np.isnan(y[:, INDEX["embedded"]])
    print("\n### Injections in tools' results\n\n| layer | of | found | harmless | flagged |\n|---|---|---|---|---|")
    for name, (_, flagged, _) in layers.items():
        yes, no = tools & (y[:, INDEX["embedded"]] == 1), tools & (y[:, INDEX["embedded"]] == 0)
        print(f"| {name} | {yes.sum()} | {flagged[yes].mean():.1%} | {no.sum()} | {flagged[no].mean():.1%} |")

    print("\n### Calibration of all layers together\n\n| scores | how many | their mean | share that holds |\n|---|---|---|---|")
    known = ~np.isnan(y[:, : len(CATEGORIES)])
    flat, truth = layers[names[-1]][0][known], y[:, : len(CATEGORIES)][known]
    for low, high in ((0.05, 0.15), (0.15, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 0.9), (0.9, 0.95), (0.95, 1.01)):
        at = (flat >= low) & (flat < high)
        if at.any():
            print(f"| {low} to {min(1, high)} | {at.sum()} | {flat[at].mean():.3f} | {truth[at].mean():.3f} |")


if __name__ == "__main__":
    main()
