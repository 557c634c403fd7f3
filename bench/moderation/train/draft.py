"""The draft model: a transformer of few and narrow layers over the encoder's word pieces."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnx.numpy_helper
import torch

from sources import OUTPUTS

POSITIONS = 128


class Layer(torch.nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.heads = width // 32
        self.projections = torch.nn.Linear(width, 3 * width)
        self.out = torch.nn.Linear(width, width)
        self.up = torch.nn.Linear(width, 4 * width)
        self.down = torch.nn.Linear(4 * width, width)
        self.one, self.two = torch.nn.LayerNorm(width), torch.nn.LayerNorm(width)
        self.drop = torch.nn.Dropout(0.1)

    def forward(self, x, bias):
        b, n, w = x.shape
        q, k, v = (p.view(b, n, self.heads, 32).transpose(1, 2) for p in self.projections(self.one(x)).split(w, -1))
        a = torch.softmax(q @ k.transpose(2, 3) * (32**-0.5) + bias, -1) @ v
        x = x + self.drop(self.out(a.transpose(1, 2).reshape(b, n, w)))
        return x + self.drop(self.down(torch.relu(self.up(self.two(x)))))


class Draft(torch.nn.Module):
    """Ids and mask in; the encoder's logits out, and behind them whether the encoder is worth asking."""

    def __init__(self, layers: int, width: int):
        super().__init__()
        self.words = torch.nn.Embedding(30522, width)
        self.places = torch.nn.Parameter(torch.randn(POSITIONS, width) * 0.02)
        self.norm = torch.nn.LayerNorm(width)
        self.layers = torch.nn.ModuleList([Layer(width) for _ in range(layers)])
        self.last = torch.nn.LayerNorm(width)
        self.head = torch.nn.Sequential(torch.nn.Linear(2 * width, 128), torch.nn.ReLU(), torch.nn.Dropout(0.1),
                                        torch.nn.Linear(128, len(OUTPUTS) + 1))

    def forward(self, input_ids, attention_mask):
        x = self.norm(self.words(input_ids) + self.places[: input_ids.shape[1]])
        mask = attention_mask.float()
        bias = (1.0 - mask)[:, None, None, :] * -10000.0
        for layer in self.layers:
            x = layer(x, bias)
        x = self.last(x)
        mask = mask[..., None]
        top = (x + (mask - 1) * 10000.0).amax(1)
        return self.head(torch.cat([(x * mask).sum(1) / mask.sum(1), top], 1))


def reduced(encoder: Path, width: int) -> np.ndarray:
    """The encoder's embeddings of word pieces on their principal axes."""
    raw = {t.name: onnx.numpy_helper.to_array(t) for t in onnx.load(str(encoder)).graph.initializer}
    name = next(n for n, v in raw.items() if v.shape == (30522, 384))
    stem = name.removesuffix("_quantized")
    table = raw[name].astype(np.float32)
    if stem != name:
        table = (table - raw[stem + "_zero_point"].astype(np.float32)) * raw[stem + "_scale"].astype(np.float32)
    table -= table.mean(0)
    _, _, axes = np.linalg.svd(table[:20000], full_matrices=False)
    low = table @ axes[:width].T
    return (low / low.std()).astype(np.float32)


def restored(path: Path) -> dict[str, torch.Tensor]:
    """The weights that `distil.py export` wrote, to train them further: int8 times scale, by the bias behind each product."""
    graph = onnx.load(str(path)).graph
    raw = {t.name: onnx.numpy_helper.to_array(t) for t in graph.initializer}
    users = {name: node for node in graph.node for name in node.input}

    def weight(stem: str) -> np.ndarray:
        return (raw[stem + "_quantized"].astype(np.float32) - raw[stem + "_zero_point"].astype(np.float32)) * raw[stem + "_scale"]

    state = {name: value for name, value in raw.items() if name == "places" or name.endswith((".weight", ".bias"))}
    state["words.weight"] = weight("words.weight")
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            following = node
            while following.op_type != "Add":
                following = users[following.output[0]]
            bias = next(name for name in following.input if name.endswith(".bias"))
            state[bias.removesuffix("bias") + "weight"] = weight(node.input[1].removesuffix("_quantized")).T
    return {name: torch.tensor(np.ascontiguousarray(value)) for name, value in state.items()}
