"""Makes an exported ONNX file what the service loads: int8, without notes of where each node was written."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

import onnx
from google.protobuf.message import Message
from onnxruntime.quantization import QuantType, quantize_dynamic


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


def rewritten(path: Path, change: Callable[[onnx.ModelProto], None]) -> bytes:
    """Changes the file in place and gives its bytes; the change leaves what the model computes."""
    model = onnx.load(path)
    change(model)
    data = model.SerializeToString(deterministic=True)
    path.write_bytes(data)
    return data
