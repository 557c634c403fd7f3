"""Leaves out of an ONNX file what only its export knew: notes, and where each node was written."""

from __future__ import annotations

from pathlib import Path

import onnx
from google.protobuf.message import Message


def clean(message: Message) -> None:
    for field, value in message.ListFields():
        if field.name in ("metadata_props", "doc_string"):
            message.ClearField(field.name)
        elif isinstance(value, Message):
            clean(value)
        elif field.message_type is not None:
            for one in value:
                clean(one)


def slim(path: Path) -> bytes:
    """Rewrites the file and gives its bytes; the model computes what it did before."""
    model = onnx.load(path)
    clean(model)
    data = model.SerializeToString(deterministic=True)
    path.write_bytes(data)
    return data
