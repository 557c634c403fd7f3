"""Writes a trained encoder, or draft model, with its head as an ONNX file, dynamically quantised to int8, and its embeddings beside it."""

from __future__ import annotations

import argparse
import hashlib
import time
from pathlib import Path

import numpy as np
import torch

from base import HEAD, LAYERS, Classifier, bert, dequantised, keep_layers
from frozen import session
from fuse import fused
from slim import parted, quantised, rewritten

POSITIONS = 128


class Exported(torch.nn.Module):
    """Ids and mask in, logits out; token types are all zero and folded into the positions."""

    def __init__(self, model: Classifier):
        super().__init__()
        e = model.encoder.embeddings
        self.words = e.word_embeddings
        self.places = torch.nn.Parameter((e.position_embeddings.weight[:POSITIONS] + e.token_type_embeddings.weight[0]).detach())
        self.norm = e.LayerNorm
        self.layers = model.encoder.encoder.layer
        self.head = model.head

    def forward(self, input_ids, attention_mask):
        x = self.norm(self.words(input_ids) + self.places[: input_ids.shape[1]])
        bias = (1.0 - attention_mask.float())[:, None, None, :] * -10000.0
        b, n = input_ids.shape[0], input_ids.shape[1]
        for layer in self.layers:
            s = layer.attention.self
            q, k, v = (f(x).view(b, n, -1, HEAD).transpose(1, 2) for f in (s.query, s.key, s.value))
            a = torch.softmax(q @ k.transpose(2, 3) * (HEAD**-0.5) + bias, -1) @ v
            a = layer.attention.output.dense(a.transpose(1, 2).reshape(b, n, -1))
            x = layer.attention.output.LayerNorm(a + x)
            h = torch.nn.functional.gelu(layer.intermediate.dense(x))
            x = layer.output.LayerNorm(layer.output.dense(h) + x)
        mask = attention_mask.float()[..., None]
        return self.head((x * mask).sum(1) / mask.sum(1))


def read(checkpoint: Path, onnx_path: Path | None, encoder: str) -> Classifier:
    state = torch.load(checkpoint, weights_only=False, map_location="cpu")
    weights = state["model"]
    if onnx_path is None:
        units, width = (len(weights[f"encoder.encoder.layer.0.{part}.bias"]) for part in ("intermediate.dense", "attention.self.query"))
        model = Classifier(bert(len(state["layers"].split(",")), units, width // HEAD), len(weights["head.3.bias"]))
    else:
        base = dequantised(onnx_path, LAYERS[encoder])
        if state["layers"]:
            keep_layers(base, [int(i) for i in state["layers"].split(",")])
        model = Classifier(base)
    model.load_state_dict(weights)
    return model.eval()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--onnx", type=Path, help="the encoder that training started from, unless that was a file written by this program")
    parser.add_argument("--encoder", default="e5")
    parser.add_argument("--out", type=Path, required=True)
    a = parser.parse_args()
    torch.set_num_threads(1)
    model = read(a.checkpoint, a.onnx, a.encoder)
    exported = Exported(model).eval()
    ids = torch.randint(1000, 20000, (3, 17))
    mask = torch.ones_like(ids)
    mask[1, 11:] = 0
    with torch.no_grad():
        assert torch.allclose(exported(ids, mask), model(ids, mask), atol=1e-3)
    plain = a.out.with_suffix(".fp32.onnx")
    batch, length = torch.export.Dim("batch", min=1, max=256), torch.export.Dim("length", min=2, max=POSITIONS)
    program = torch.onnx.export(exported, (ids, mask), dynamo=True, input_names=["input_ids", "attention_mask"], output_names=["logits"],
                                dynamic_shapes={"input_ids": {0: batch, 1: length}, "attention_mask": {0: batch, 1: length}}, opset_version=18)
    program.save(str(plain), external_data=False)
    quantised(plain, a.out)
    rewritten(a.out, lambda quick: fused(quick, model.encoder.encoder.layer[0].attention.self.num_attention_heads))
    data = rewritten(a.out, lambda quick: parted(quick, a.out.parent))
    plain.unlink()
    run = session(a.out)
    with torch.no_grad():
        print("largest change of a logit by quantisation",
              float(np.abs(run.run(None, {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})[0] - model(ids, mask).numpy()).max()))
    one = {"input_ids": np.full((1, 68), 2000), "attention_mask": np.ones((1, 68), np.int64)}
    for n in (50, 200):
        began = time.process_time()
        for _ in range(n):
            run.run(None, one)
    print(f"{(time.process_time() - began) / n * 1e3:.2f} ms for 68 pieces")
    print(a.out, len(data), hashlib.sha256(data).hexdigest())


if __name__ == "__main__":
    main()
