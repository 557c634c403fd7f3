"""Fine-tunes an encoder with its head on all categories at once. Resumes from its checkpoint."""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

import numpy as np
import torch

from base import CLS, LAYERS, PREFIX, SEP, Classifier, dequantised, disturbed, keep_layers, open_tokenizer, padded, planted, restored, rounding, training_rows
from measure import auprc, overview, table
from modeltext import model_text, windows
from score import SIZE, STEP
from sources import INDEX, load


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--own", type=Path, required=True)
    parser.add_argument("--onnx", type=Path, help="the encoder to start from: its quantised file, or a folder of trainable weights")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--encoder", choices=PREFIX, required=True)
    parser.add_argument("--layers", default="", help="comma-separated layers to keep")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--hold-out", nargs="*", default=[], help="sources left out of training whole")
    parser.add_argument("--hold-folds", type=int, default=0, help="of five folds of openai-moderation, how many to leave out")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--lr", type=float, default=1e-4)
    parser.add_argument("--batch-tokens", type=int, default=2048)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--frozen-layers", type=int, default=0, help="lowest layers (and the embeddings) left as they are")
    parser.add_argument("--share", type=float, default=1.0, help="of the rows of sources not named in --whole")
    parser.add_argument("--whole", nargs="*", default=[])
    parser.add_argument("--start-from", type=Path, help="a checkpoint of an earlier run, its weights alone; or what export.py wrote")
    parser.add_argument("--bfloat16", action="store_true", help="quicker where the processor has it, and slower where not")
    parser.add_argument("--rounding", action="store_true", help="round as the quantised file will, for a last run")
    parser.add_argument("--padded", type=float, default=0.22, help="of the rows, how many get harmless text before or behind")
    parser.add_argument("--frozen-embeddings", action="store_true")
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)

    tokenizer = open_tokenizer(a.tokenizer)
    prefix = tokenizer.encode(PREFIX[a.encoder], add_special_tokens=False).ids
    rows = load(a.data, a.own)
    folds = [r for r in rows if r.source == "openai-moderation"]
    held_rows = {id(r) for i, r in enumerate(folds) if i % 5 < a.hold_folds}
    train = [r for r in training_rows(rows, set(a.hold_out), a.seed) if id(r) not in held_rows]
    if a.share < 1:
        pick = random.Random(a.seed)
        train = [r for r in train if r.source in a.whole or pick.random() < a.share]
    # human labels in the very categories: the best rows, seen more often
    train += [r for r in train if r.source == "openai-moderation"] * 2
    harmless = [r.text for r in train if r.y[INDEX["any"]] == 0 and r.source in ("toole", "davidson", "hearth-plain", "hearth-posts", "bipia", "gsm8k", "surge-toxicity")]
    print(len(train), "rows", flush=True)

    if a.start_from and a.start_from.suffix == ".onnx":
        model = restored(a.start_from)
        encoder = model.encoder
        a.layers = ",".join(str(i) for i in range(len(encoder.encoder.layer)))
    else:
        encoder = dequantised(a.onnx, LAYERS[a.encoder])
        if a.layers:
            keep_layers(encoder, [int(i) for i in a.layers.split(",")])
        model = Classifier(encoder)
        if a.start_from:
            model.load_state_dict(torch.load(a.start_from, weights_only=False)["model"])
    if a.rounding:
        rounding(model)
    frozen = a.frozen_layers
    if frozen or a.frozen_embeddings:
        for p in encoder.embeddings.parameters():
            p.requires_grad_(False)
        for layer in encoder.encoder.layer[:frozen]:
            for p in layer.parameters():
                p.requires_grad_(False)
    depth = len(encoder.encoder.layer)
    groups = [{"params": list(model.head.parameters()), "lr": a.lr * 8}]
    for i, layer in enumerate(encoder.encoder.layer):
        if i >= frozen:
            groups.append({"params": list(layer.parameters()), "lr": a.lr * 0.9 ** (depth - 1 - i)})
    if not frozen and not a.frozen_embeddings:
        groups.append({"params": list(encoder.embeddings.parameters()), "lr": a.lr * 0.9**depth})
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)

    def examples(epoch: int):
        """Batches of about equal size in a random order, the same for the same seed and epoch."""
        rng = random.Random(a.seed * 1000 + epoch)
        items = []
        for at, r in enumerate(train):
            text = disturbed(r.text, rng)
            padded = rng.random() < a.padded and r.kind != "tool-result" and not (r.label == "injection" and len(text) < 20)
            if padded:
                extra = rng.choice(harmless)[: rng.randrange(40, 420)]
                text = f"{extra} {text}" if rng.random() < 0.6 else f"{text} {extra}"
            ids = tokenizer.encode(model_text(text[:6000]), add_special_tokens=False).ids or [1012]
            parts = windows(ids, SIZE, STEP)
            most = 1 if r.y[INDEX["any"]] == 0 else 2
            if len(parts) > most:
                parts = rng.sample(parts, most)
            items.append((at, [[CLS, *prefix, *p, SEP] for p in parts]))
        items.sort(key=lambda x: (max(map(len, x[1])), x[0]))
        batches, batch, width = [], [], 0
        for item in items:
            wide = max(width, max(map(len, item[1])))
            if batch and wide * (sum(len(x[1]) for x in batch) + len(item[1])) > a.batch_tokens:
                batches.append(batch)
                batch, wide = [], max(map(len, item[1]))
            batch.append(item)
            width = wide
        batches.append(batch)
        rng.shuffle(batches)
        return batches

    per_epoch = len(examples(0))
    total = per_epoch * a.epochs
    warm = total // 15
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / warm, max(0.02, (total - s) / max(1, total - warm))))
    a.out.mkdir(parents=True, exist_ok=True)
    checkpoint, start = a.out / "checkpoint.pt", 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=False)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        schedule.load_state_dict(state["schedule"])
        torch.set_rng_state(state["rng"])
        start = state["step"]
        print("resumed at", start, flush=True)

    def save(step: int) -> None:
        part = checkpoint.with_suffix(".part")
        torch.save({"model": model.state_dict(), "optimiser": optimiser.state_dict(), "schedule": schedule.state_dict(),
                    "rng": torch.get_rng_state(), "step": step, "layers": a.layers}, part)
        part.replace(checkpoint)

    y_all = torch.tensor(np.stack([r.y for r in train]))
    w_all = torch.tensor([r.weight for r in train], dtype=torch.float32).clamp(max=1.5)
    importance = torch.ones(y_all.shape[1])
    importance[INDEX["any"]] = 2.0
    began, saved, running = time.time(), time.time(), []
    for epoch in range(start // per_epoch, a.epochs):
        model.train()
        for i, batch in enumerate(examples(epoch)):
            step = epoch * per_epoch + i
            if step < start:
                continue
            parts = [p for _, ps in batch for p in ps]
            owner = torch.tensor([j for j, (_, ps) in enumerate(batch) for _ in ps])
            ids, mask = padded(parts)
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=a.bfloat16):
                logits = model(ids, mask)
            logits = logits.float()
            top = torch.full((len(batch), logits.shape[1]), -30.0).scatter_reduce(0, owner[:, None].expand_as(logits), logits, "amax")
            at = [j for j, _ in batch]
            y = y_all[at]
            known = ~torch.isnan(y)
            loss = torch.nn.functional.binary_cross_entropy_with_logits(top, torch.nan_to_num(y), reduction="none")
            loss = (loss * known * importance * w_all[at][:, None]).sum() / known.sum().clamp(min=1)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            running.append(loss.item())
            if step % 25 == 0:
                print(step, "of", total, f"loss {np.mean(running[-100:]):.4f}", f"{time.time() - began:.0f} s", flush=True)
            if time.time() - saved > 240:
                save(step + 1)
                saved = time.time()
    save(total)

    def scores(those):
        model.eval()
        pieces = []
        for j, r in enumerate(those):
            ids = tokenizer.encode(model_text(r.text[:12000]), add_special_tokens=False).ids or [1012]
            pieces += [(j, [CLS, *prefix, *p, SEP]) for p in windows(ids, SIZE, STEP)]
        pieces.sort(key=lambda p: len(p[1]))
        out = np.full((len(those), y_all.shape[1]), -30.0, np.float32)
        with torch.no_grad():
            for i in range(0, len(pieces), 32):
                part = pieces[i : i + 32]
                ids, mask = padded([p for _, p in part])
                with torch.autocast("cpu", dtype=torch.bfloat16, enabled=a.bfloat16):
                    logits = model(ids, mask).float().numpy()
                for (j, _), l in zip(part, logits):
                    out[j] = np.maximum(out[j], l)
        return out

    rng = random.Random(5)
    dev = [r for r in rows if r.split == "dev"] + planted([r for r in rows if r.split == "dev" and r.source == "bipia"], rng, 3)
    dev += [r for r in rows if r.split == "train" and (id(r) in held_rows or (r.source in a.hold_out))]
    dev = [r for i, r in enumerate(dev) if r.source not in ("sms-spam-uci",) or i % 3 == 0]
    s = scores(dev)
    np.savez(a.out / "dev.npz", scores=s, texts=np.array([r.text for r in dev]))
    report(dev, 1 / (1 + np.exp(-s)))


def report(dev, s) -> None:
    plain = [i for i, r in enumerate(dev) if r.source in ("toole", "wildchat", "cyberseceval-frr", "hearth-plain")]
    for title, score in (("any", s[:, INDEX["any"]]), ("max", s[:, :16].max(1)), ("mean of both", (s[:, INDEX["any"]] + s[:, :16].max(1)) / 2)):
        cut = float(np.quantile(score[plain], 0.98))
        print(f"\n### by {title}, threshold {cut:.3f} (2 % of plain instructions)")
        for source in sorted({r.source for r in dev}):
            at = [i for i, r in enumerate(dev) if r.source == source]
            value = auprc([dev[i] for i in at], score[at])
            t = [dev[i].y[INDEX["any"]] for i in at]
            if 1 in t and 0 in t:
                print(source, f"AUPRC {value:.3f}", end="; ")
        print()
        if title != "mean of both":
            print(overview(dev, score, cut))
    print(table(dev, s))


if __name__ == "__main__":
    main()
