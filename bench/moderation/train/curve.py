"""One point of the curve of quality against speed: AUPRC of harmful against harmless rows, and what is flagged."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from sklearn.metrics import average_precision_score

from sources import CATEGORIES


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=Path, required=True)
    parser.add_argument("--scores", type=Path, required=True)
    a = parser.parse_args()
    with open(a.rows, encoding="utf-8") as lines:
        harmful = np.array([np.nan if r["harmful"] is None else r["harmful"] for r in map(json.loads, lines)], float)
    with open(a.scores, encoding="utf-8") as lines:
        said = [json.loads(line) for line in lines]
    highest = np.array([max(s["scores"].get(c, 0.0) for c in CATEGORIES) for s in said])
    flagged = np.array([bool(set(s["applying"]) - {"pii", "secrets"}) for s in said])
    asked = np.array(["encoder" in s["models"] for s in said])
    known = ~np.isnan(harmful)
    print(f"AUPRC {average_precision_score(harmful[known], highest[known]):.4f}, flagged of harmful rows {flagged[harmful == 1].mean():.1%}, "
          f"of harmless {flagged[harmful == 0].mean():.1%}; the encoder is asked for {asked[harmful == 0].mean():.1%} of the harmless rows")


if __name__ == "__main__":
    main()
