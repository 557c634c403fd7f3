"""Calibrates the encoder by what the service said of the dev rows, and chooses thresholds.

`rows.py` writes the rows; `Served scores ROWS all 0 0` (every text to the encoder) their scores. Writes
slopes, offsets, gate, checksum into encoder.json and fixtures beside it; prints what the thresholds would
cost. With `--draft` the same for the draft model, by scores of the gates 0 and 1.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from sklearn.metrics import average_precision_score

from base import CLS, SEP, open_tokenizer
from frozen import session
from modeltext import model_text
from score import PREFIX
from slim import TABLE
from sources import CATEGORIES, OUTPUTS

FEW = 12
PLAIN = ("toole", "cyberseceval-frr", "hearth-plain")


def logit(p: np.ndarray) -> np.ndarray:
    p = np.clip(p, 1e-5, 1 - 1e-7)
    return np.log(p / (1 - p))


def platt(x: np.ndarray, y: np.ndarray, w: np.ndarray, slope: float | None = None) -> tuple[float, float]:
    """Slope and offset of least loss; the slope is drawn to 1, or given where positives are few."""

    def loss(p: np.ndarray) -> float:
        a, b = (p[0], p[1]) if slope is None else (slope, p[0])
        z = a * x + b
        prior = 0.0 if slope is not None else 2.0 * (a - 1) ** 2
        return float((w * (np.logaddexp(0, z) - y * z)).sum() + prior)

    found = minimize(loss, [1.0, 0.0] if slope is None else [0.0], method="Nelder-Mead")
    return (max(0.3, found.x[0]), found.x[1]) if slope is None else (slope, found.x[0])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=Path, required=True)
    parser.add_argument("--scores", type=Path, required=True, help="by a gate of 0")
    parser.add_argument("--encoder", type=Path, required=True, help="the ONNX file, of the draft model where that is calibrated")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--description", type=Path, required=True, help="encoder.json as it was when the scores were made")
    parser.add_argument("--gate", type=float, required=True)
    parser.add_argument("--draft", action="store_true", help="calibrate the draft model; its gate")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--fixtures", type=Path, help="not written for the draft model")
    a = parser.parse_args()
    with open(a.rows, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    with open(a.scores, encoding="utf-8") as lines:
        said = [json.loads(line)["models"].get("draft" if a.draft else "encoder", {}) for line in lines]
    description = json.loads(a.description.read_text())
    old = description["draft"] if a.draft else description
    y = np.array([[np.nan if v is None else v for v in r["y"]] for r in rows])
    x = np.array([[s.get(name, 1e-5) for name in OUTPUTS] for s in said])
    x = (logit(x) - np.array(old["offsets"])) / np.array(old["slopes"])
    source = np.array([r["source"] for r in rows])
    # a row of hundreds alike says no more than a few: no source outweighs all others
    weight = np.array([min(1.0, 700 / (source == s).sum()) for s in source])

    slopes, offsets = list(old["slopes"]), list(old["offsets"])
    pooled = np.concatenate([x[~np.isnan(y[:, k]), k] for k in range(len(CATEGORIES))])
    held = np.concatenate([y[~np.isnan(y[:, k]), k] for k in range(len(CATEGORIES))])
    common, _ = platt(pooled, held, np.ones(len(held)) * 0.1)
    spoken = np.array([bool(s) for s in said])
    if spoken.mean() < 0.5:
        raise SystemExit(f"the model answered for {spoken.sum()} of {len(spoken)} rows only: were they scored by the right gates?")
    for k, name in enumerate(OUTPUTS):
        known = ~np.isnan(y[:, k]) & spoken
        if name == "any":
            continue  # the service reports no such score
        if name == "embedded":
            known &= np.array([r["kind"] == "tool-result" for r in rows])
        few = y[known, k].sum() < FEW
        slopes[k], offsets[k] = platt(x[known, k], y[known, k], weight[known], common if few else None)
    p = 1 / (1 + np.exp(-(x * np.array(slopes) + np.array(offsets))))

    print("| category | positives | AUPRC | slope | offset |\n|---|---|---|---|---|")
    for k, name in enumerate(CATEGORIES):
        known = ~np.isnan(y[:, k])
        value = average_precision_score(y[known, k], p[known, k]) if y[known, k].sum() > 2 else float("nan")
        print(f"| {name} | {int(y[known, k].sum())} | {value:.3f} | {slopes[k]:.2f} | {offsets[k]:.2f} |")
    print("\nCalibration, all categories: score, scores, share that holds")
    known = ~np.isnan(y[:, : len(CATEGORIES)])
    flat, truth = p[:, : len(CATEGORIES)][known], y[:, : len(CATEGORIES)][known]
    for low, high in ((0.05, 0.15), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 0.9), (0.85, 0.95), (0.9, 1.01)):
        at = (flat >= low) & (flat < high)
        print(f"{low:.2f}-{high:.2f}: mean {flat[at].mean():.3f}, {at.sum()} scores, {truth[at].mean():.3f}")

    harmful = np.array([np.nan if r["harmful"] is None else float(r["harmful"]) for r in rows])
    harmless = harmful == 0
    plain = np.isin(source, PLAIN) & harmless
    print("\nThresholds: recall, share of harmless rows, of plain instructions, most harmless sources over it")
    for k, name in enumerate(CATEGORIES):
        known = ~np.isnan(y[:, k])
        for cut in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
            over = p[:, k] >= cut
            worst = sorted(((over & harmless & (source == s)).sum() / max(1, (harmless & (source == s)).sum()), s) for s in set(source[harmless]))[-3:]
            print(f"{name} {cut}: {over[known & (y[:, k] == 1)].mean():.3f} {over[harmless].mean():.4f} {over[plain].mean():.4f} "
                  + ", ".join(f"{s} {v:.3f}" for v, s in reversed(worst)))

    old |= {"slopes": [round(float(v), 5) for v in slopes], "offsets": [round(float(v), 5) for v in offsets], "gate": a.gate,
            "sha256": hashlib.sha256(a.encoder.read_bytes()).hexdigest()}
    old.pop("thresholds", None)
    description["embeddings_sha256"] = hashlib.sha256((a.encoder.parent / TABLE).read_bytes()).hexdigest()
    a.out.write_text(json.dumps(description, indent=1) + "\n")
    if a.fixtures is None:
        return

    own = [r["text"] for r in rows if r["source"].startswith("hearth-")]
    run, tokenizer = session(a.encoder), open_tokenizer(a.tokenizer)
    with open(a.fixtures, "w", encoding="utf-8") as out:
        for text in own[:: max(1, len(own) // 60)]:
            ids = [CLS, *PREFIX, *tokenizer.encode(model_text(text), add_special_tokens=False).ids, SEP]
            if len(ids) <= 128:
                batch = {"input_ids": np.array([ids]), "attention_mask": np.ones((1, len(ids)), np.int64)}
                logits = [round(float(v), 4) for v in run.run(None, batch)[0][0]]
                out.write(json.dumps({"text": text, "logits": logits}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
