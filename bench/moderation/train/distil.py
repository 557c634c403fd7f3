"""Makes a smaller model of the encoder: a narrower one to stand in its place, or the draft model before it.

Two steps, each of which can be repeated by itself: `teach` has the encoder score windows of all training
texts and of texts without labels; `train` cuts the encoder down and teaches what is left to say the same,
the draft model also whether the encoder need be asked. It resumes from its checkpoint, which `export.py`
makes int8 ONNX of. Nothing of the dev set is used.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
from pathlib import Path

import numpy as np

from base import CLS, SEP, disturbed, padded, restored, shrunk, training_rows
from frozen import session
from modeltext import model_text
from score import PREFIX, SIZE
from sources import CATEGORIES, INDEX, OUTPUTS, blank, harmless, load

MASK = 103
ASK = len(OUTPUTS)  # the draft model's own output: whether the encoder is worth asking


# from which score the service flags, where it is not 0.3 (docs/moderation.md)
FLAGGED = {"harassment": 0.35, "illicit": 0.58, "illicit/violent": 0.2, "self-harm": 0.2, "self-harm/intent": 0.2,
           "fraud": 0.25, "extremism": 0.2, "prompt-injection": 0.5, "jailbreak": 0.4}


def word_pieces(vocabulary: Path):
    """The encoder's tokenizer, of its vocabulary alone."""
    from tokenizers import Tokenizer, normalizers, pre_tokenizers
    from tokenizers.models import WordPiece

    lines = vocabulary.read_text(encoding="utf-8").split("\n")
    made = Tokenizer(WordPiece({w: i for i, w in enumerate(lines) if w}, unk_token="[UNK]", max_input_chars_per_word=100))
    made.normalizer = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=True, lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return made


def descriptions(shared: Path) -> list[str]:
    """What tools and plugins say of themselves: harmless imperatives, which no labelled set has."""
    found: list[str] = []

    def walk(value) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                if key in ("description", "summary", "description_for_human", "description_for_model", "tool_description") and isinstance(inner, str):
                    found.append(inner)
                else:
                    walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    for path in sorted((shared / "tools").glob("*.json*")):
        for line in path.read_text(encoding="utf-8").splitlines() if path.suffix == ".jsonl" else [path.read_text(encoding="utf-8")]:
            walk(json.loads(line))
    for path in sorted((shared / "plugins").rglob("*")):
        if path.is_file() and path.stat().st_size < 2_000_000:
            try:
                walk(json.loads(path.read_text(encoding="utf-8")))
            except (ValueError, UnicodeDecodeError, RecursionError):
                continue
    return found


def queries(shared: Path) -> list[str]:
    """What people ask of tools."""
    found = []
    for name in ("sealtools_dev", "toole_queries", "gsm8k"):
        path = shared / "tools" / f"{name}.jsonl"
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
            row = json.loads(line)
            found += [row[k] for k in ("query", "question", "text") if isinstance(row.get(k), str)]
    return found


def sentences(text: str) -> list[str]:
    return [s.strip() for s in re.split(r"(?<=[.!?])\s+|\n+", text) if len(s.strip()) > 15]


def gathered(data: Path, own: Path, seed: int):
    """(text, outputs or None) of all that the draft model learns from; some of more than a window."""
    rng = random.Random(seed)
    rows = load(data, own)
    train = training_rows(rows, set(), 7)
    out = [(r.text[:6000], r.y) for r in train]
    used = {r.text for r in rows}
    trained = {r.text for r in train}
    unlabelled = [r.text for r in rows if r.split == "train" and r.text not in trained and r.source != "davidson"]
    davidson = [r.text for r in rows if r.split == "train" and r.text not in trained and r.source == "davidson"]
    with open(data / "train.jsonl", encoding="utf-8") as lines:
        unlabelled += [r["text"] for r in map(json.loads, lines) if r["text"] not in used]
    dev = {r.text.strip() for r in rows if r.split == "dev"}
    told = list(dict.fromkeys(d.strip() for d in descriptions(data.parent) if 12 < len(d.strip()) < 1500))
    asked = list(dict.fromkeys(queries(data.parent)))
    out += [(t[:6000], None) for t in unlabelled + rng.sample(davidson, min(4000, len(davidson))) if t.strip() not in dev]
    # Harmless, whatever the encoder says: it takes short imperatives ("Sends a letter to a friend") for injections.
    out += [(t[:6000], harmless("prompt")) for t in rng.sample(told, min(5000, len(told))) + asked if t.strip() not in dev]
    beside = [t for t, y in out if y is not None and y[INDEX["any"]] == 0]
    for text, y in list(out):
        roll = rng.random()
        parts = sentences(text)
        if len(parts) > 1 and roll < 0.5:
            out.append((rng.choice(parts), None))
        elif roll < 0.6:
            out.append((disturbed(text, rng), None))
        elif roll < 0.7:
            extra = rng.choice(beside)[:300]
            out.append((f"{extra} {text}" if rng.random() < 0.5 else f"{text} {extra}", None))
        elif roll < 0.85:
            # a beginning, as a stream shows it
            words = text.split(" ")
            out.append((" ".join(words[: rng.randrange(1, len(words) + 1)]), y if y is not None and y[INDEX["any"]] == 0 else None))
    out += among([r for r in train if r.source != "strung"], beside, rng)
    rng.shuffle(out)
    return out


def among(train, beside: list[str], rng: random.Random):
    """Rows behind one another with no stop between, as people write and logs hold: a harmless one among its like,
    a harmful one among others."""
    alike: dict[str, list[str]] = {}
    for r in train:
        if r.y[INDEX["any"]] == 0:
            alike.setdefault(r.source, []).append(r.text)
    out = []
    for r in rng.sample(train, len(train) // 2):
        clean = r.y[INDEX["any"]] == 0
        others = rng.choices(alike[r.source] if clean else beside, k=rng.randrange(1, 4))
        parts = [r.text[:300], *(o[: rng.randrange(40, 240)] for o in others)]
        rng.shuffle(parts)
        out.append((" ".join(parts), harmless(r.kind) if clean else None))
    return out


def teach(a) -> None:
    tokenizer = word_pieces(a.vocabulary)
    rng = random.Random(5)
    texts, ids, labels = [], [], []
    for text, y in gathered(a.data, a.own, 3):
        pieces = tokenizer.encode(model_text(text), add_special_tokens=False).ids
        if not pieces:
            continue
        if len(pieces) > SIZE:
            at = rng.choice([0, rng.randrange(len(pieces) - SIZE + 1)])
            # a part of a harmless text is harmless; of a harmful one it may be either
            pieces, y, text = pieces[at : at + SIZE], y if y is not None and y[INDEX["any"]] == 0 else None, ""
        texts.append(text)
        ids.append(pieces)
        labels.append(blank() if y is None else y)
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    known = {}
    if a.teacher.exists():
        with np.load(a.teacher) as old:
            starts = np.concatenate([[0], np.cumsum(old["lengths"])])
            flat, scored = old["ids"], old["logits"]
        known = {tuple(flat[s:e].tolist()): z for s, e, z in zip(starts, starts[1:], scored) if not np.isnan(z[0])}
    run = session(a.model, a.threads)
    found = np.full((len(ids), len(OUTPUTS)), np.nan, np.float32)
    began = saved = time.time()
    print(len(ids), "windows", flush=True)

    def save() -> None:
        part = a.teacher.with_suffix(".part.npz")
        np.savez(part, ids=np.concatenate([np.array(i, np.int32) for i in ids]), lengths=np.array([len(i) for i in ids]),
                 texts=np.array(texts), labels=np.stack(labels), logits=found)
        part.replace(a.teacher)

    todo = []
    for i in order:
        z = known.get(tuple(ids[i]))
        if z is None:
            todo.append(i)
        else:
            found[i] = z
    batches = [todo[i : i + 8] for i in range(0, len(todo), 8)]
    random.Random(1).shuffle(batches)
    for n, some in enumerate(batches):
        x, mask = padded([[CLS, *PREFIX, *ids[i], SEP] for i in some])
        found[some] = run.run(None, {"input_ids": x.numpy(), "attention_mask": mask.numpy()})[0]
        if n % 250 == 0:
            print(n, "of", len(batches), f"{time.time() - began:.0f} s", flush=True)
        if time.time() - saved > 120:
            save()
            saved = time.time()
    save()
    print("taught", flush=True)


def target(logits: np.ndarray, description: dict) -> np.ndarray:
    """Whether the encoder is worth asking: near 1 where it flags, one half where it lacks 1.5 in log odds."""
    n = len(CATEGORIES)
    odds = logits * np.array(description["slopes"]) + np.array(description["offsets"])
    cuts = np.array([np.log(t / (1 - t)) for t in (FLAGGED.get(c, 0.3) for c in CATEGORIES)])
    return 1 / (1 + np.exp(-np.clip((odds[:, :n] - cuts).max(1) + 1.5, -30, 30)))


def train(a) -> None:
    import torch

    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    draft = a.what == "draft"
    description = json.loads(a.description.read_text())
    with np.load(a.teacher) as f:
        starts = np.concatenate([[0], np.cumsum(f["lengths"])])
        flat, labels, logits = f["ids"], f["labels"], f["logits"]
    tokenizer = word_pieces(a.vocabulary)
    # whatever stands in a dev row or in a source held out is known by its first eight pieces
    kept = [r.text for r in load(a.data, a.own) if r.split == "dev" or r.source in a.hold_out]
    told = set()
    for e in tokenizer.encode_batch([model_text(t) for t in kept], add_special_tokens=False):
        told |= {tuple(e.ids[i : i + 8]) for i in range(max(1, len(e.ids) - 7))}
    usable = [i for i in range(len(labels)) if not np.isnan(logits[i, 0]) and tuple(flat[starts[i] : starts[i + 1]][:8].tolist()) not in told]
    ids = [flat[starts[i] : starts[i + 1]] for i in usable]
    labels, logits = torch.tensor(labels[usable]), logits[usable]
    ask = torch.tensor(target(logits, description), dtype=torch.float32)
    slopes, offsets = (torch.tensor(description[k], dtype=torch.float32) for k in ("slopes", "offsets"))
    soft = torch.sigmoid(torch.tensor(logits) * slopes + offsets)
    # A text that is known to be harmless is so whatever the encoder would say, and it is not to be asked.
    known = (labels[:, : len(CATEGORIES)] == 0).all(1)
    soft[known] *= 0.3 if draft else 0.6
    ask[known] *= 0.1
    print(len(ids), "windows, to be asked about", f"{(ask > 0.5).float().mean():.3f}", flush=True)

    def tensors(some: list[int]):
        return padded([[CLS, *PREFIX, *ids[i], SEP] for i in some])

    def batches(epoch: int) -> list[list[int]]:
        """Windows of about one length together, in a random order."""
        rng = random.Random(a.seed * 1000 + epoch)
        made, batch, width = [], [], 0
        for i in sorted(range(len(ids)), key=lambda i: len(ids[i]) + rng.random() * 8):
            width = max(width, len(ids[i]) + 4)
            if batch and width * (len(batch) + 1) > a.batch_tokens:
                made.append(batch)
                batch, width = [], len(ids[i]) + 4
            batch.append(i)
        made.append(batch)
        rng.shuffle(made)
        return made

    if a.start_from:
        model = restored(a.start_from)
    else:
        rng = random.Random(1)
        tried = (tensors(rng.sample(range(len(ids)), 32)) for _ in range(40))
        model = shrunk(restored(a.model), [int(i) for i in a.layers.split(",")], a.heads, a.units, tried, more=1 if draft else 0)
    embeddings = model.encoder.embeddings
    for p in (embeddings.word_embeddings, embeddings.position_embeddings, embeddings.token_type_embeddings):
        p.requires_grad_(False)
    body = [p for p in model.encoder.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW([{"params": body, "lr": a.lr}, {"params": model.head.parameters(), "lr": a.lr * 4}], weight_decay=0.01, fused=True)
    per_epoch = len(batches(0))
    total = a.steps or per_epoch * a.epochs
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, [a.lr, a.lr * 4], total + 5, pct_start=0.08)
    a.out.mkdir(parents=True, exist_ok=True)
    checkpoint, first = a.out / "checkpoint.pt", 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=False)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        schedule.load_state_dict(state["schedule"])
        torch.set_rng_state(state["rng"])
        first = state["step"]

    def save(step: int) -> None:
        part = checkpoint.with_suffix(".part")
        layers = ",".join(str(i) for i in range(len(model.encoder.encoder.layer)))
        torch.save({"model": model.state_dict(), "optimiser": optimiser.state_dict(), "schedule": schedule.state_dict(),
                    "rng": torch.get_rng_state(), "step": step, "layers": layers}, part)
        part.replace(checkpoint)

    importance = torch.ones(len(OUTPUTS))
    importance[INDEX["any"]] = 2.0
    entropy = torch.nn.functional.binary_cross_entropy_with_logits
    began, saved, losses = time.time(), time.time(), []
    model.train()
    for step in range(first, total):
        if step == first or step % per_epoch == 0:
            order = batches(step // per_epoch)
        batch = order[step % per_epoch]
        x, mask = tensors(batch)
        # a few pieces are hidden, so that no single one decides
        hidden = (torch.rand(x.shape) < (0.05 if draft else 0.02)) & (x > SEP)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=a.bfloat16):
            z = model(x.masked_fill(hidden, MASK), mask)
        z = z.float()
        scaled = z[:, :ASK] * slopes + offsets
        y = labels[batch]
        known = ~torch.isnan(y)
        by_label = entropy(scaled, torch.nan_to_num(y), reduction="none") * known
        if draft:
            # a harmful text that passes costs more than a question to the encoder
            asked = entropy(z[:, ASK], ask[batch], reduction="none") * (1 + a.missed * ask[batch])
            loss = 2 * entropy(scaled, soft[batch]) + 0.3 * by_label.sum() / known.sum().clamp(min=1) + 0.5 * asked.mean()
        else:
            by_teacher = entropy(scaled, soft[batch], reduction="none") * importance
            loss = 2 * by_teacher.mean() + (by_label * importance).sum() / known.sum().clamp(min=1)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
        if len(losses) % 50 == 0:
            print(step + 1, "of", total, f"{np.mean(losses[-50:]):.4f} {time.time() - began:.0f} s", flush=True)
        if time.time() - saved > 240:
            save(step + 1)
            saved = time.time()
    save(total)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("step", choices=("teach", "train"))
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--own", type=Path, required=True)
    parser.add_argument("--model", type=Path, help="encoder.onnx, which teaches and is cut down")
    parser.add_argument("--vocabulary", type=Path, required=True)
    parser.add_argument("--teacher", type=Path, required=True, help="what `teach` writes and `train` reads")
    parser.add_argument("--description", type=Path, help="encoder.json")
    parser.add_argument("--what", choices=("draft", "encoder"), default="draft")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--start-from", type=Path, help="what `export.py` wrote of an earlier run, instead of the encoder")
    parser.add_argument("--hold-out", nargs="*", default=[])
    parser.add_argument("--layers", default="0,1,2", help="comma-separated layers of the encoder to keep")
    parser.add_argument("--heads", type=int, default=6, help="heads of each layer to keep")
    parser.add_argument("--units", type=int, default=256, help="hidden units of each layer to keep")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--steps", type=int, default=0, help="instead of epochs")
    parser.add_argument("--lr", type=float, default=3e-4)
    parser.add_argument("--missed", type=float, default=3.0, help="by how much more a missed text weighs")
    parser.add_argument("--batch-tokens", type=int, default=4096)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--bfloat16", action="store_true", help="quicker where the processor has it, and slower where not")
    a = parser.parse_args()
    {"teach": teach, "train": train}[a.step](a)


if __name__ == "__main__":
    main()
