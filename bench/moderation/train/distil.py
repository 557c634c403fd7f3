"""The draft model: a small transformer that learns what the encoder says, and whether it need be asked.

Three steps, each of which can be repeated by itself: `teach` has the encoder score windows of all
training texts and of texts without labels; `train` teaches the draft model, resuming from its
checkpoint; `export` writes it as int8 ONNX. Nothing of the dev set is used.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import time
from pathlib import Path

import numpy as np

from base import CLS, SEP, disturbed, planted, training_rows
from frozen import session
from modeltext import model_text
from score import PREFIX, SIZE
from sources import CATEGORIES, INDEX, OUTPUTS, blank, harmless, load

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
        width = max(len(ids[i]) for i in some) + 4
        x, mask = np.zeros((len(some), width), np.int64), np.zeros((len(some), width), np.int64)
        for j, i in enumerate(some):
            row = [CLS, *PREFIX, *ids[i], SEP]
            x[j, : len(row)] = row
            mask[j, : len(row)] = 1
        found[some] = run.run(None, {"input_ids": x, "attention_mask": mask})[0]
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

    from draft import Draft, reduced, restored

    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
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
    labels, logits = labels[usable], logits[usable]
    # harmless rows written since the encoder last spoke need no teacher
    taught = {tuple(i.tolist()) for i in ids}
    fresh = [r for r in load(a.data, a.own) if r.source.startswith("hearth-") and r.split == "train" and r.y[INDEX["any"]] == 0]
    for r in fresh:
        pieces = tokenizer.encode(model_text(r.text), add_special_tokens=False).ids
        if tuple(pieces) not in taught and 0 < len(pieces) <= SIZE:
            ids += [np.array(pieces)] * 2
            labels = np.concatenate([labels, [r.y, r.y]])
            logits = np.concatenate([logits, np.full((2, len(OUTPUTS)), -6, np.float32)])
    labels = torch.tensor(labels)
    ask = torch.tensor(target(logits, description), dtype=torch.float32)
    slopes, offsets = (torch.tensor(description[k], dtype=torch.float32) for k in ("slopes", "offsets"))
    soft = torch.sigmoid(torch.tensor(logits) * slopes + offsets)
    # Where a text is known to be harmless the encoder is not to be asked, whatever it would say.
    known = (labels[:, : len(CATEGORIES)] == 0).all(1)
    print("known to be harmless", int(known.sum()), "of which the encoder would be asked", float((ask[known] > 0.5).sum()), flush=True)
    ask[known] *= 0.1
    soft[known] *= 0.3
    print(len(ids), "windows, to be asked about", f"{(ask > 0.5).float().mean():.3f}", flush=True)
    model = Draft(a.layers, a.width)
    if a.start_from:
        onnx = a.start_from.suffix == ".onnx"
        model.load_state_dict(restored(a.start_from) if onnx else torch.load(a.start_from, weights_only=False)["model"])
    else:
        model.words.weight.data.copy_(torch.tensor(reduced(a.model, a.width)))
    slow = [model.words.weight]
    fast = [p for n, p in model.named_parameters() if n != "words.weight"]
    optimiser = torch.optim.AdamW([{"params": fast, "lr": a.lr}, {"params": slow, "lr": a.lr * 0.5}], weight_decay=0.01, fused=True)
    rng = random.Random(a.seed)
    mine = [i for i in range(len(ids)) if a.parts == 1 or i % a.parts == a.seed % a.parts]

    def batches():
        order = sorted(mine, key=lambda i: len(ids[i]) + rng.random() * 8)
        made, batch, width = [], [], 0
        for i in order:
            width = max(width, len(ids[i]) + 4)
            if batch and width * (len(batch) + 1) > a.batch_tokens:
                made.append(batch)
                batch, width = [], len(ids[i]) + 4
            batch.append(i)
        rng.shuffle(made)
        return [*made, batch]

    per_epoch = len(batches())
    total = per_epoch * a.epochs
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, [a.lr, a.lr * 0.5], total + 10, pct_start=0.05 if a.start_from else 0.15)
    a.out.mkdir(parents=True, exist_ok=True)
    checkpoint, first = a.out / "draft.pt", 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=False)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        schedule.load_state_dict(state["schedule"])
        first = state["epoch"]
    began, losses = time.time(), []
    for epoch in range(first, a.epochs):
        model.train()
        for batch in batches():
            width = max(len(ids[i]) for i in batch) + 4
            x, mask = np.zeros((len(batch), width), np.int64), np.zeros((len(batch), width), np.int64)
            for j, i in enumerate(batch):
                row = [CLS, *PREFIX, *ids[i], SEP]
                x[j, : len(row)] = row
                mask[j, : len(row)] = 1
            # a few pieces are hidden, so that no single one decides
            drop = (np.random.default_rng(rng.randrange(1 << 30)).random(x.shape) < 0.06) & (x > SEP)
            x[drop] = 103
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=a.bfloat16):
                z = model(torch.tensor(x), torch.tensor(mask))
            z = z.float()
            y, s, t = labels[batch], soft[batch], ask[batch]
            entropy = torch.nn.functional.binary_cross_entropy_with_logits
            loss = 2.0 * entropy(z[:, :ASK] * slopes + offsets, s)
            known = ~torch.isnan(y)
            if known.any():
                each = entropy(z[:, :ASK] * slopes + offsets, torch.nan_to_num(y), reduction="none")
                loss = loss + 0.3 * (each * known).sum() / known.sum()
            # a harmful text that passes costs more than a question to the encoder
            loss = loss + 0.5 * (entropy(z[:, ASK], t, reduction="none") * (1 + a.missed * t)).mean()
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
            if len(losses) % 100 == 0:
                print(len(losses), "of", total, f"{np.mean(losses[-100:]):.4f} {time.time() - began:.0f} s", flush=True)
        part = checkpoint.with_suffix(".part")
        torch.save({"model": model.state_dict(), "optimiser": optimiser.state_dict(), "schedule": schedule.state_dict(),
                    "epoch": epoch + 1, "layers": a.layers, "width": a.width}, part)
        part.replace(checkpoint)
        print(epoch, f"{np.mean(losses[-per_epoch:]):.4f} {time.time() - began:.0f} s", flush=True)


def export(a) -> None:
    import torch

    from draft import Draft
    from slim import quantised

    states = [torch.load(path, weights_only=False, map_location="cpu") for path in a.runs or [a.out / "draft.pt"]]
    model = Draft(states[0]["layers"], states[0]["width"])
    model.load_state_dict({k: sum(s["model"][k] for s in states) / len(states) for k in states[0]["model"]})
    model.eval()
    ids, mask = torch.randint(1000, 20000, (3, 17)), torch.ones(3, 17, dtype=torch.long)
    mask[1, 11:] = 0
    batch, length = torch.export.Dim("batch", min=1, max=256), torch.export.Dim("length", min=2, max=128)
    program = torch.onnx.export(model, (ids, mask), dynamo=True, input_names=["input_ids", "attention_mask"], output_names=["logits"],
                                dynamic_shapes={"input_ids": {0: batch, 1: length}, "attention_mask": {0: batch, 1: length}}, opset_version=18)
    plain, made = a.out / "draft.fp32.onnx", a.out / "draft.onnx"
    program.save(str(plain), external_data=False)
    data = quantised(plain, made)
    run = session(made)
    with torch.no_grad():
        change = np.abs(run.run(None, {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})[0] - model(ids, mask).numpy()).max()
    print("largest change of a logit by quantisation", float(change), len(data), "bytes", hashlib.sha256(data).hexdigest())
    one = {"input_ids": ids.numpy()[:1].repeat(4, 1)[:, :68], "attention_mask": mask.numpy()[:1].repeat(4, 1)[:, :68]}
    for which in (plain, made):
        run = session(which)
        for n in (50, 400):
            began = time.process_time()
            for _ in range(n):
                run.run(None, one)
        print(which.name, f"{(time.process_time() - began) / n * 1e3:.2f} ms for 68 pieces")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("step", choices=("teach", "train", "export"))
    parser.add_argument("--data", type=Path)
    parser.add_argument("--own", type=Path)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--vocabulary", type=Path)
    parser.add_argument("--teacher", type=Path)
    parser.add_argument("--description", type=Path, help="encoder.json")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--start-from", type=Path, help="a checkpoint of an earlier run, its weights alone; or what `export` wrote")
    parser.add_argument("--parts", type=int, default=1, help="train on every nth window, the seed says which; `export` averages such runs")
    parser.add_argument("--runs", nargs="*", type=Path, default=[], help="checkpoints whose weights are averaged")
    parser.add_argument("--hold-out", nargs="*", default=[])
    parser.add_argument("--layers", type=int, default=3)
    parser.add_argument("--width", type=int, default=128)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--lr", type=float, default=1.5e-3)
    parser.add_argument("--missed", type=float, default=3.0, help="by how much more a missed text weighs")
    parser.add_argument("--batch-tokens", type=int, default=4096)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--bfloat16", action="store_true", help="quicker where the processor has it, and slower where not")
    a = parser.parse_args()
    {"teach": teach, "train": train, "export": export}[a.step](a)


if __name__ == "__main__":
    main()
