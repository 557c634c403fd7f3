"""Calibrates both layers, chooses thresholds and the gate, writes the model files, fixtures and figures."""

from __future__ import annotations

import argparse
import hashlib
import json
import struct
from pathlib import Path

import numpy as np
import torch
from scipy.optimize import minimize

from fast import BITS, HIDDEN, LONGEST, STEP, WIDTH, WINDOW, Fast, Features, predict
from measure import auprc, overview, recall_at, table
from score import dev_rows
from slim import TABLE
from sources import CATEGORIES, INDEX, OUTPUTS, load

PLAIN = ("toole", "wildchat", "cyberseceval-frr", "hearth-plain")
# What policy may block. The wider harassment and violence scores are often mere rudeness or news.
THRESHOLD_RATE = 0.01
# The share of the fast layer's logit in the joint one: it knows words that the encoder's pieces blur.
BLEND = 0.25


def sigmoid(x):
    return 1 / (1 + np.exp(-np.clip(x, -40, 40)))


def platt(z: np.ndarray, t: np.ndarray) -> tuple[float, float]:
    """Slope and offset; drawn to (1, 0) where there are few positives."""

    def loss(p):
        q = p[0] * z + p[1]
        return np.logaddexp(0, q).sum() - (t * q).sum() + 2.0 * ((p[0] - 1) ** 2 + 0.1 * p[1] ** 2)

    return tuple(float(v) for v in minimize(loss, np.array([1.0, 0.0]), bounds=[(0.2, 3), (-6, 6)]).x)


def calibrate(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    out = np.zeros((len(OUTPUTS), 2))
    for k in range(len(OUTPUTS)):
        known = ~np.isnan(y[:, k])
        out[k] = platt(z[known, k], y[known, k])
    return out


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--own", type=Path, required=True)
    parser.add_argument("--fast", type=Path, required=True, help="fast.pt")
    parser.add_argument("--encoder", type=Path, required=True, help="encoder.onnx, with dev scores in --scores")
    parser.add_argument("--scores", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True, help="folder for the model files")
    parser.add_argument("--fixtures", type=Path, required=True)
    parser.add_argument("--figures", type=Path, required=True)
    a = parser.parse_args()
    torch.set_num_threads(1)
    rows = dev_rows(load(a.data, a.own))
    with np.load(a.scores) as f:
        assert f["texts"].tolist() == [r.text for r in rows]
        deep = f["logits"]
    state = torch.load(a.fast, weights_only=False)
    model, features = Fast(), Features()
    model.load_state_dict(state["model"])
    quick = predict(model, features, [r.text for r in rows])
    quick, asked = quick[:, :-1], sigmoid(quick[:, -1])
    alone, deep = deep, (1 - BLEND) * deep + BLEND * quick
    y = np.stack([r.y for r in rows])
    # spam messages would be half of the harmless posts
    use = np.array([r.source != "sms-spam-uci" or i % 3 == 0 for i, r in enumerate(rows)])
    cal_deep, cal_quick = calibrate(deep[use], y[use]), calibrate(quick[use], y[use])
    p_deep = sigmoid(deep * cal_deep[:, 0] + cal_deep[:, 1])
    p_quick = sigmoid(quick * cal_quick[:, 0] + cal_quick[:, 1])
    rows_used = [r for r, u in zip(rows, use) if u]

    text = ["# Figures", ""]
    text += ["## Encoder alone, dev (not calibrated)", table(rows_used, sigmoid(alone[use])), ""]
    text += [f"## Both: {1 - BLEND} of the encoder's logit and {BLEND} of the fast layer's, dev", table(rows_used, p_deep[use]), "", "## Fast layer alone, dev", table(rows_used, p_quick[use]), ""]

    n = len(CATEGORIES)
    worst, quick_worst = p_deep[:, :n].max(1), p_quick[:, :n].max(1)
    base = auprc(rows_used, worst[use])
    text += ["## The gate", "The encoder is asked only where the fast layer's doubt is at or over the gate.", "",
             "| gate | AUPRC | harmful passed | passed of toole | wildchat | cyberseceval-frr | own plain | sms none | surge none | openai none |",
             "|---|---|---|---|---|---|---|---|---|---|"]
    t_any = np.array([r.y[INDEX["any"]] for r in rows])
    best = 0.0
    for gate in (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5):
        passed = asked < gate
        joint = np.where(passed, quick_worst, worst)
        value = auprc(rows_used, joint[use])
        if value >= base - 0.01 and passed[t_any == 1].mean() <= 0.03:
            best = max(best, gate)
        share = []
        for source in ("toole", "wildchat", "cyberseceval-frr", "hearth-plain", "sms-spam-uci", "surge-toxicity", "openai-moderation"):
            at = [i for i, r in enumerate(rows) if r.source == source and r.y[INDEX["any"]] == 0]
            share.append(f"{passed[at].mean():.3f}")
        text.append(f"| {gate} | {value:.4f} | {passed[t_any == 1].mean():.4f} | " + " | ".join(share) + " |")

    text += ["", "## Thresholds", "Each at about 1 % false positives over the harmless rows of dev (own and shared, spam thinned).", "",
             "| output | slope | offset | threshold | recall | plain instructions flagged |", "|---|---|---|---|---|---|"]
    plain = np.array([r.source in PLAIN for r in rows])
    thresholds = {}
    for k, name in enumerate(OUTPUTS):
        known = use & ~np.isnan(y[:, k])
        recall, cut = recall_at(y[known, k], p_deep[known, k], THRESHOLD_RATE)
        harmless = known & (np.array([r.y[INDEX["any"]] for r in rows]) == 0) if name != "embedded" else known & (y[:, k] == 0)
        cut = float(np.clip(np.quantile(p_deep[harmless, k], 1 - THRESHOLD_RATE / 2), 0.3, 0.9))
        recall = float((p_deep[known & (y[:, k] == 1), k] > cut).mean()) if (known & (y[:, k] == 1)).any() else float("nan")
        thresholds[name] = round(cut, 3)
        text.append(f"| {name} | {cal_deep[k, 0]:.3f} | {cal_deep[k, 1]:.3f} | {cut:.3f} | {recall:.3f} | {(p_deep[plain, k] > cut).mean():.4f} |")
    over = np.max([p_deep[:, k] / thresholds[c] for k, c in enumerate(CATEGORIES)], axis=0)
    text += ["", "## All categories at their thresholds, by source", overview(rows, over, 1.0), ""]
    at = [i for i, r in enumerate(rows) if r.source in ("bipia", "bipia-planted", "hearth-control") and not np.isnan(r.y[INDEX["embedded"]])]
    t = y[at, INDEX["embedded"]]
    s = np.maximum(p_deep[at, INDEX["embedded"]] / thresholds["embedded"], p_deep[at, INDEX["prompt-injection"]] / thresholds["prompt-injection"])
    text += [f"Tool results: of {int((t == 1).sum())} with an injection {(s[t == 1] > 1).mean():.3f} found, of {int((t == 0).sum())} without {(s[t == 0] > 1).mean():.3f} flagged.", ""]
    for source in sorted({r.source for r in rows}):
        at = [i for i, r in enumerate(rows) if r.source == source]
        value, fast_value = auprc([rows[i] for i in at], worst[at]), auprc([rows[i] for i in at], quick_worst[at])
        if value == value and any(rows[i].y[INDEX["any"]] == 0 for i in at):
            text.append(f"- {source}: AUPRC {value:.3f} by both, {fast_value:.3f} by the fast layer (highest category)")
    a.figures.write_text("\n".join(text) + "\n")

    a.models.mkdir(parents=True, exist_ok=True)
    weights = {k: v.numpy().astype(np.float32) for k, v in state["model"].items()}
    scale = state["scale"]
    with open(a.models / "fast.bin", "wb") as out:
        out.write(struct.pack(">8i", 0x48464C31, BITS, WIDTH, HIDDEN, len(OUTPUTS) + 1, WINDOW, STEP, LONGEST))
        for name in OUTPUTS + ["ask"]:
            encoded = name.encode()
            out.write(struct.pack(">H", len(encoded)) + encoded)
        for values in (scale, weights["hidden.weight"], weights["hidden.bias"], weights["out.weight"], weights["out.bias"],
                       [*cal_quick[:, 0], 1], [*cal_quick[:, 1], 0]):
            out.write(np.ascontiguousarray(values, dtype=">f4").tobytes())
        out.write(np.clip(np.round(weights["table.weight"] / scale), -127, 127).astype(np.int8).tobytes())
    # What was chosen for streams and for the draft model stays.
    described = a.models / "encoder.json"
    encoder = json.loads(described.read_text()) | {
        "outputs": OUTPUTS, "slopes": [round(float(v), 5) for v in cal_deep[:, 0]], "offsets": [round(float(v), 5) for v in cal_deep[:, 1]],
        "blend": BLEND, "prefix": [23032, 1024], "pieces": 64, "step": 48, "gate": best, "thresholds": thresholds,
        "sha256": hashlib.sha256(a.encoder.read_bytes()).hexdigest(),
        "embeddings_sha256": hashlib.sha256((a.encoder.parent / TABLE).read_bytes()).hexdigest(),
        "fast_sha256": hashlib.sha256((a.models / "fast.bin").read_bytes()).hexdigest(),
    }
    described.write_text(json.dumps(encoder, indent=1) + "\n")

    # Fixtures hold rows written for Hearth alone, and some texts that try the features' corners.
    corners = ["", " ", "don't   STOP", "Café déjà vu", "aaaargh!!!! noooo", "call 555-0100 or 12,5 €", "naïve – 「引用」 テスト",
               "🔪 coming for you 😂👍🏽", "x" * 60, "zero\u200bwidth and\tno\u00a0break", "ﬁne ｆｕｌｌｗｉｄｔｈ ①②", "Straße ΣΊΣΥΦΟΣ Привет",
               "it's a \u2019quoted\u2019 thing", "word " * 300, "Please plan the garden party. " * 30 + "I will kill you tonight."]
    own = [r.text for r in rows if r.source.startswith("hearth-")]
    texts = corners + own[:: max(1, len(own) // 90)]
    raw_quick = predict(model, features, texts)
    quick_f = sigmoid(raw_quick * [*cal_quick[:, 0], 1] + [*cal_quick[:, 1], 0])
    with open(a.fixtures, "w", encoding="utf-8") as out:
        for t, q in zip(texts, quick_f):
            out.write(json.dumps({"text": t, "fast": [round(float(v), 5) for v in q]}, ensure_ascii=False) + "\n")
    print("\n".join(text))


if __name__ == "__main__":
    main()
