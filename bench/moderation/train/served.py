"""Figures of the fast layer as it is served: the scores of bench/moderation/layers, by category and source."""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from measure import overview, table
from score import dev_rows
from sources import INDEX, OUTPUTS, load


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--own", type=Path, required=True)
    a = parser.parse_args()
    rows = dev_rows(load(a.data, a.own))
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for r in rows:
            file.write(json.dumps({"text": r.text, "kind": r.kind}) + "\n")
        file.flush()
        command = [str(Path(__file__).parent.parent / "layers"), file.name, "scores"]
        lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    scores, blocked = np.zeros((len(rows), len(OUTPUTS))), np.zeros(len(rows))
    for i, line in enumerate(lines):
        verdict = json.loads(line)
        blocked[i] = verdict["action"] == "block"
        for name, score in verdict["scores"].items():
            if name in INDEX:
                scores[i, INDEX[name]] = score
    scores[:, INDEX["any"]] = scores[:, : INDEX["embedded"]].max(axis=1)
    names = [name for name in OUTPUTS if name != "embedded"]
    print(table(rows, scores, names), "\n\nBlocked:\n")
    print(overview(rows, blocked, 0.5))


if __name__ == "__main__":
    main()
