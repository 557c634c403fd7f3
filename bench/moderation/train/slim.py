"""Makes an exported ONNX file what the service loads: int8, without notes of where each node was written."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

import onnx
from google.protobuf.message import Message
from onnx.external_data_helper import set_external_data
from onnxruntime.quantization import QuantType, quantize_dynamic

EMBEDDINGS, TABLE = "words.weight_quantized", "embeddings.bin"


def clean(message: Message) -> None:
    for field, value in message.ListFields():
        if field.name in ("metadata_props", "doc_string"):
            message.ClearField(field.name)
        elif isinstance(value, Message):
            clean(value)
        elif field.message_type is not None:
            for one in value:
                clean(one)


def quantised(plain: Path, out: Path) -> bytes:
    """Writes the file and gives its bytes.

    The weights have seven bits: with eight, sums of two products saturate on processors without VNNI, so that a
    text would have other scores there. With seven they are the same on all.
    """
    quantize_dynamic(str(plain), str(out), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True,
                     op_types_to_quantize=["MatMul", "Gemm", "Gather"])
    return rewritten(out, clean)


def parted(model: onnx.ModelProto, folder: Path) -> None:
    """Leaves the embeddings to a file beside the model's, since several models have the same."""
    (table,) = (t for t in model.graph.initializer if t.name == EMBEDDINGS)
    data = table.raw_data
    path = folder / TABLE
    if path.exists() and path.read_bytes() != data:
        raise SystemExit(f"{path} holds other embeddings: models of one set share them (--frozen-embeddings)")
    path.write_bytes(data)
    set_external_data(table, location=TABLE, offset=0, length=len(data))
    table.ClearField("raw_data")


def rewritten(path: Path, change: Callable[[onnx.ModelProto], None]) -> bytes:
    """Changes the file in place and gives its bytes; the change leaves what the model computes."""
    model = onnx.load(path)
    change(model)
    data = model.SerializeToString(deterministic=True)
    path.write_bytes(data)
    return data
