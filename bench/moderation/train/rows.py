"""Writes the dev rows with their labels, for the programs that judge them as they are served."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from score import dev_rows
from sources import INDEX, load


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--own", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    a = parser.parse_args()
    with open(a.out, "w", encoding="utf-8") as out:
        for r in dev_rows(load(a.data, a.own)):
            y = [None if np.isnan(v) else int(v) for v in r.y]
            harmful = y[INDEX["any"]]
            row = {"text": r.text, "kind": r.kind, "source": r.source, "label": r.label, "licence": r.licence,
                   "harmful": None if harmful is None else bool(harmful), "y": y}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
