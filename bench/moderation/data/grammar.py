"""A slot grammar: "{name}" is replaced by one of the slot's phrases, which may hold slots again."""

from __future__ import annotations

import random
import re

SLOT = re.compile(r"\{([a-z_0-9]+)\}")


class Grammar:
    def __init__(self, slots: dict[str, list[str]], seed: int):
        self.slots, self.random = slots, random.Random(seed)

    def fill(self, template: str, **given: str) -> str:
        """One reading of the template. A given slot keeps its phrase; others are drawn."""
        for _ in range(12):
            changed = SLOT.sub(lambda m: given.get(m[1]) or self.random.choice(self.slots[m[1]]), template)
            if changed == template:
                return template
            template = changed
        raise ValueError(f"slots nest too deeply: {template}")

    def some(self, templates: list[str], n: int, **given: str) -> list[str]:
        """Up to n different readings, the templates taken in turn."""
        seen: dict[str, str] = {}
        for i in range(n * 6):
            if len(seen) == n:
                break
            template = templates[i % len(templates)]
            seen.setdefault(self.fill(template, **given), template)
        return list(seen)


def lines(block: str) -> list[str]:
    return [line.strip() for line in block.strip().splitlines() if line.strip()]
