"""The encoders as trainable torch models, and how rows become training examples."""

from __future__ import annotations

import random
import re
from pathlib import Path

import numpy as np
import onnx
import onnx.numpy_helper
import torch
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

from sources import INDEX, OUTPUTS, Row, blank

PREFIX = {"e5": "query: ", "minilm": ""}
LAYERS = {"e5": 12, "minilm": 6}
CLS, SEP = 101, 102
HIDDEN, HEAD = 256, 32


def bert(layers: int, units: int = 1536, heads: int = 12) -> BertModel:
    """One of MiniLM's width; `units` are those of each layer's hidden layer, a head has a width of 32."""
    model = BertModel(BertConfig(vocab_size=30522, hidden_size=384, num_hidden_layers=layers, num_attention_heads=12,
                                 intermediate_size=units), add_pooling_layer=False)
    for layer in model.encoder.layer if heads < 12 else ():
        own = layer.attention.self
        own.num_attention_heads, own.all_head_size = heads, heads * HEAD
        own.query, own.key, own.value = (torch.nn.Linear(384, heads * HEAD) for _ in range(3))
        layer.attention.output.dense = torch.nn.Linear(heads * HEAD, 384)
    return model


def dequantised(path: Path, layers: int) -> BertModel:
    """A BERT from a folder, or with the weights of a dynamically quantised ONNX file (int8 times scale)."""
    if path.is_dir():
        return BertModel.from_pretrained(path, add_pooling_layer=False)
    graph = onnx.load(str(path)).graph
    raw = {t.name: onnx.numpy_helper.to_array(t) for t in graph.initializer}

    def table(name: str) -> np.ndarray:
        q = raw[name + "_quantized"].astype(np.float32)
        return (q - raw[name + "_zero_point"].astype(np.float32)) * raw[name + "_scale"]

    state = {}
    for name in ("word_embeddings", "position_embeddings", "token_type_embeddings"):
        state[f"embeddings.{name}.weight"] = table(f"embeddings.{name}.weight")
    for name, value in raw.items():
        if name.endswith((".bias", "LayerNorm.weight")):
            state[name] = value
    products = sorted((n[: -len("_quantized")] for n in raw if n.startswith("onnx::MatMul") and n.endswith("_quantized")),
                      key=lambda n: int(n.split("_")[-1]))
    places = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
              "intermediate.dense", "output.dense")
    for i, name in enumerate(products):
        state[f"encoder.layer.{i // 6}.{places[i % 6]}.weight"] = table(name).T
    model = bert(layers)
    missing, unexpected = model.load_state_dict({k: torch.tensor(np.ascontiguousarray(v)) for k, v in state.items()}, strict=False)
    assert not [m for m in missing if "position_ids" not in m], missing
    return model


def restored(path: Path) -> "Classifier":
    """The classifier that `export.py` wrote, to train it further: int8 times scale, by the bias behind each product."""
    graph = onnx.load(str(path)).graph
    raw = {t.name: onnx.numpy_helper.to_array(t) for t in graph.initializer}
    users: dict[str, list] = {}
    for node in graph.node:
        for name in node.input:
            users.setdefault(name, []).append(node)

    def weight(name: str) -> np.ndarray:
        q = raw[name + "_quantized"].astype(np.float32)
        return (q - raw[name + "_zero_point"].astype(np.float32)) * raw[name + "_scale"]

    state = {name: value for name, value in raw.items() if name.endswith((".bias", ".weight"))}
    for node in graph.node:
        if node.op_type == "QAttention":
            stem = node.input[2].removesuffix("projections.bias")
            parts = zip(np.split(weight(node.input[1].removesuffix("_quantized")), 3, 1), np.split(state.pop(node.input[2]), 3))
            for name, (product, bias) in zip(("query", "key", "value"), parts):
                state |= {f"{stem}{name}.weight": product.T, f"{stem}{name}.bias": bias}
        if node.op_type != "MatMulInteger" or not node.input[1].endswith("_quantized") or node.input[1] not in raw:
            continue
        following = node
        while following.op_type not in ("Add", "BiasGelu"):
            following = users[following.output[0]][0]
        bias = next(name for name in following.input if name.endswith(".bias"))
        state[bias.removesuffix("bias") + "weight"] = weight(node.input[1].removesuffix("_quantized")).T
    layers = 1 + max(int(name.split(".")[1]) for name in state if name.startswith("layers."))
    units, width = len(state["layers.0.intermediate.dense.bias"]), len(state["layers.0.attention.self.query.bias"])
    model = Classifier(bert(layers, units, width // HEAD), len(state["head.3.bias"]))
    new = {}
    for name, value in state.items():
        to = name.replace("layers.", "encoder.encoder.layer.", 1) if name.startswith("layers.") else name
        new[to.replace("norm.", "encoder.embeddings.LayerNorm.", 1) if name.startswith("norm.") else to] = value
    new["encoder.embeddings.word_embeddings.weight"] = weight("words.weight")
    # export.py folded the token type into the positions, of which it kept those that a window has
    places = np.zeros((512, 384), np.float32)
    places[: len(raw["places"])] = raw["places"]
    new["encoder.embeddings.position_embeddings.weight"] = places
    new["encoder.embeddings.token_type_embeddings.weight"] = np.zeros((2, 384), np.float32)
    found = {name: torch.tensor(np.ascontiguousarray(value)) for name, value in new.items()}
    missing, unexpected = model.load_state_dict(found, strict=False)
    assert not missing and not unexpected, (missing, unexpected)
    return model


def keep_layers(model: BertModel, kept: list[int]) -> BertModel:
    model.encoder.layer = torch.nn.ModuleList([model.encoder.layer[i] for i in kept])
    model.config.num_hidden_layers = len(kept)
    return model


def shrunk(large: "Classifier", layers: list[int], heads: int, units: int, windows, more: int = 0) -> "Classifier":
    """The layers named, of each the heads and hidden units that weigh most: the norm of what they give times that of what is made of it.

    `windows` are (ids, mask) to try them on; `more` outputs are added, which begin as the last one.
    """
    given: dict[torch.nn.Module, torch.Tensor] = {}

    def note(product, inputs):
        given[product] = given.get(product, 0) + inputs[0].detach().float().pow(2).mean((0, 1))

    def weight(product) -> torch.Tensor:
        return given[product] * product.weight.detach().pow(2).sum(0)

    kept = [large.encoder.encoder.layer[i] for i in layers]
    hooks = [product.register_forward_pre_hook(note) for layer in kept for product in (layer.attention.output.dense, layer.output.dense)]
    large.eval()
    with torch.no_grad():
        for ids, mask in windows:
            large(ids, mask)
    for hook in hooks:
        hook.remove()
    last = large.head[3]
    small = Classifier(bert(len(layers), units, heads), last.out_features + more)
    small.encoder.embeddings.load_state_dict(large.encoder.embeddings.state_dict())
    small.head[0].load_state_dict(large.head[0].state_dict())
    rows = [*range(last.out_features), *[last.out_features - 1] * more]
    small.head[3].load_state_dict({name: value[rows] for name, value in last.state_dict().items()})
    for to, layer in zip(small.encoder.encoder.layer, kept):
        most = weight(layer.attention.output.dense).view(-1, HEAD).sum(1).topk(heads).indices.sort().values
        wide = (most[:, None] * HEAD + torch.arange(HEAD)).flatten()
        best = weight(layer.output.dense).topk(units).indices.sort().values
        state = layer.state_dict()
        for name in ("query", "key", "value"):
            state |= {f"attention.self.{name}.{part}": state[f"attention.self.{name}.{part}"][wide] for part in ("weight", "bias")}
        state |= {f"intermediate.dense.{part}": state[f"intermediate.dense.{part}"][best] for part in ("weight", "bias")}
        state["attention.output.dense.weight"] = state["attention.output.dense.weight"][:, wide]
        state["output.dense.weight"] = state["output.dense.weight"][:, best]
        to.load_state_dict(state)
    return small


class Classifier(torch.nn.Module):
    """Encoder, mean over the word pieces, one hidden layer, one logit per output."""

    def __init__(self, encoder: BertModel, outputs: int = len(OUTPUTS)):
        super().__init__()
        self.encoder = encoder
        self.head = torch.nn.Sequential(
            torch.nn.Linear(384, HIDDEN), torch.nn.GELU(), torch.nn.Dropout(0.1), torch.nn.Linear(HIDDEN, outputs)
        )

    def forward(self, input_ids, attention_mask):
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state.float()
        mask = attention_mask[..., None].float()
        return self.head((states * mask).sum(1) / mask.sum(1))


def rounding(model: torch.nn.Module) -> None:
    """Has every product round its weights and its input as the quantised file does (`slim.py`), so that training answers for it.

    Gradients pass as if nothing had been rounded.
    """

    def weights(w: torch.Tensor) -> torch.Tensor:
        scale = w.detach().abs().amax(1, keepdim=True).clamp(min=1e-8) / 64
        return w + ((w / scale).round() * scale - w).detach()

    def inputs(x: torch.Tensor) -> torch.Tensor:
        x = x.float()
        at = tuple(range(1, x.dim()))  # each text by itself
        low, high = x.detach().amin(at, keepdim=True).clamp(max=0), x.detach().amax(at, keepdim=True).clamp(min=0)
        scale = ((high - low) / 255).clamp(min=1e-8)
        zero = (-low / scale).round()
        return x + (((x / scale).round() + zero).clamp(0, 255).sub(zero) * scale - x).detach()

    for module in model.modules():
        if isinstance(module, torch.nn.Linear):
            module.forward = lambda x, m=module: torch.nn.functional.linear(inputs(x), weights(m.weight), m.bias)


def padded(rows: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows of word pieces as one tensor of ids, and its mask."""
    ids = torch.zeros(len(rows), max(map(len, rows)), dtype=torch.long)
    mask = torch.zeros_like(ids)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(row)
        mask[i, : len(row)] = 1
    return ids, mask


def open_tokenizer(path: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


LIMITS = {
    ("davidson", "offensive"): 500, ("davidson", "none"): 900, ("sms-spam-uci", "none"): 600, ("toole", "none"): 1400,
    ("gptfuzzer-responses", "none"): 800, ("gptfuzzer-responses", "harmful"): 600, ("hatemoji-build", "hate"): 1200,
    ("hatemoji-build", "none"): 1200, ("hearth-control", "embedded+prompt-injection"): 600, ("hearth-control", "embedded"): 350,
    ("hearth-control", "none"): 700,
}


def training_rows(rows: list[Row], held: set[str], seed: int) -> list[Row]:
    """The training split with crowded sources cut and injections put into documents."""
    rng, seen, out = random.Random(seed), {}, []
    pool = [r for r in rows if r.split == "train" and r.source not in held]
    rng.shuffle(pool)
    for r in pool:
        key = (r.source, r.label)
        seen[key] = seen.get(key, 0) + 1
        if seen[key] <= LIMITS.get(key, 10**9):
            out.append(r)
    return out + planted([r for r in pool if r.source == "bipia"], rng, 5) + strung(pool, rng, 900)


def planted(bipia: list[Row], rng: random.Random, times: int) -> list[Row]:
    """Injections of the set put at the start, middle or end of its own documents, cut to about a window."""
    documents = [r.text for r in bipia if r.label == "none"]
    out = []
    for r in bipia:
        if r.label == "none":
            continue
        for _ in range(times):
            document = rng.choice(documents)
            breaks = [m.end() for m in re.finditer(r"[.\n|]\s", document)] or [len(document)]
            at = rng.choice([0, len(document), rng.choice(breaks), rng.choice(breaks)])
            before, after = document[:at][-rng.randrange(60, 320):], document[at:][: rng.randrange(60, 320)]
            y = blank()
            y[INDEX["embedded"]] = 1.0
            out.append(Row(f"{before.rstrip()} {r.text.strip()[:600]} {after.lstrip()}", y, "bipia-planted", "tool-result", r.label,
                           r.split, 1.0, r.licence))
    return out


def strung(pool: list[Row], rng: random.Random, n: int) -> list[Row]:
    """Long harmless prompts made of short ones: without them length itself looks like a jailbreak."""
    parts = [r.text for r in pool if r.y[INDEX["any"]] == 0
             and r.source in ("toole", "gsm8k", "bipia", "hearth-plain", "hearth-long", "sms-spam-uci", "surge-toxicity", "gptfuzzer-responses")]
    out = []
    for _ in range(n):
        text = ""
        while len(text) < 450:
            text += rng.choice(parts)[:400] + rng.choice([" ", "\n", "\n\n", " - "])
        y = blank(0.0)
        y[INDEX["embedded"]] = np.nan
        out.append(Row(text.strip(), y, "strung", "prompt", "none", "train"))
    return out


NEAR = {"a": "qs", "e": "wr", "i": "uo", "o": "ip", "t": "ry", "s": "ad", "n": "bm", "r": "et", "l": "k", "d": "sf", "h": "gj"}


def disturbed(text: str, rng: random.Random) -> str:
    """Typing errors, lost stops and leftovers of disguises that the normaliser does not undo."""
    roll = rng.random()
    if roll < 0.45 or len(text) < 12:
        return text
    if roll < 0.65:
        letters = list(text)
        for _ in range(max(1, len(text) // 60)):
            i = rng.randrange(len(letters) - 1)
            kind = rng.randrange(4)
            if kind == 0:
                letters[i], letters[i + 1] = letters[i + 1], letters[i]
            elif kind == 1:
                letters[i] = ""
            elif kind == 2:
                letters[i] = letters[i] * 2
            else:
                letters[i] = rng.choice(NEAR.get(letters[i].lower(), [letters[i]]))
        return "".join(letters)
    if roll < 0.8:
        return re.sub(r"[.,!?;:\"']+", "", text)
    if roll < 0.9:
        # what reading leet back does to numbers and marks
        return text.translate(str.maketrans("01345$@7", "oieassat"))
    return re.sub(r"\s+", " ", text.replace("\n", " ")).strip()
