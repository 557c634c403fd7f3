"""Writes the rows: python3 write.py [--seed 17]. The same seed gives the same files.

A row is {text, labels, unknown?, kind, group, split, source, licence}. All labels that are neither
named nor unknown do not hold. Rows of one group share a template or an activity; whole groups, never
single rows, are kept for dev, so a figure on dev is not a figure on paraphrases of the training rows.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from pathlib import Path

import asks
import calls
import control
import documents
import everyday
import fragments
import languages
import letters
import long
import orders
import plain
import posts
import protection
import requests_
import systems
import talk
from grammar import Grammar

HERE = Path(__file__).parent


def split(group: str) -> str:
    return "dev" if int(hashlib.sha256(group.encode()).hexdigest(), 16) % 8 == 0 else "train"


class Writer:
    def __init__(self) -> None:
        self.rows: dict[str, dict] = {}

    def add(self, text: str, labels=(), unknown=(), kind="post", group="") -> None:
        text = text.replace("\\n", "\n").strip()
        row = {"text": text, "labels": list(labels)}
        if unknown:
            row["unknown"] = [name for name in unknown if name not in labels]
        name = hashlib.sha256(group.encode()).hexdigest()[:8]
        row |= {"kind": kind, "group": name, "split": split(group), "source": "hearth", "licence": "Apache-2.0"}
        self.rows.setdefault(text, row)

    def save(self, name: str) -> None:
        path = HERE / f"{name}.jsonl"
        with open(path, "w", encoding="utf-8") as out:
            for row in self.rows.values():
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
        harmful = sum(bool(r["labels"]) for r in self.rows.values())
        print(f"{name}: {len(self.rows)} rows, {harmful} with labels, {path.stat().st_size // 1024} KiB")


def tidy(text: str, rng: random.Random) -> str:
    """People also write without capitals and stops."""
    roll = rng.random()
    if roll < 0.12:
        return text.lower().rstrip(".")
    if roll < 0.15:
        return text.upper()
    return text


def write_requests(seed: int) -> None:
    grammar, rng, out = Grammar(requests_.SLOTS, seed), random.Random(seed), Writer()
    kinds = list(requests_.FRAMES)
    for topic, (labels, activities) in requests_.HARMFUL.items():
        unknown = requests_.UNKNOWN.get(topic, ())
        for activity in activities:
            group = f"{topic}:{activity}"
            for frame in rng.sample(kinds, 5) + rng.sample(kinds, 2):
                a = grammar.fill(activity)
                out.add(tidy(requests_.FRAMES[frame][rng.randrange(len(requests_.FRAMES[frame]))].replace("{a}", a), rng),
                        labels, unknown, "prompt", group)
            a = grammar.fill(activity)
            out.add(tidy(a[0].upper() + a[1:], rng), labels, unknown, "prompt", group)
            if topic not in ("sexual", "harassment", "hate", "threats"):
                out.add(tidy(rng.choice(requests_.DEMANDS).replace("{a}", grammar.fill(activity)), rng),
                        labels, tuple(unknown) + ("harassment",), "post", group)
            for about in rng.sample(requests_.ABOUT, 3):
                if topic == "selfharm" and " my" in activity:
                    continue
                out.add(tidy(about.replace("{a}", grammar.fill(activity)), rng), (), (), "prompt", group)
    for activity in requests_.HARMLESS:
        group = f"harmless:{activity}"
        for frame in rng.sample(kinds, 5):
            out.add(tidy(rng.choice(requests_.FRAMES[frame]).replace("{a}", grammar.fill(activity)), rng),
                    (), (), "prompt", group)
        a = grammar.fill(activity)
        out.add(tidy(a[0].upper() + a[1:], rng), (), (), "prompt", group)
    out.save("requests")


def write_posts(seed: int) -> None:
    grammar, out = Grammar(posts.SLOTS, seed + 1), Writer()
    for labels, unknown, n, templates in posts.POSTS:
        for template in templates:
            for text in grammar.some([template], n):
                out.add(text, labels, unknown, "post", template)
    for n, templates in posts.TWINS:
        for template in templates:
            for text in grammar.some([template], n):
                out.add(text, (), (), "post", template)
    out.save("posts")


def write_languages() -> None:
    out = Writer()
    for language, lines in languages.HARMLESS.items():
        for text in lines.splitlines():
            out.add(text, (), (), "prompt", f"{language}:{text}")
            if text[-1] in ".?؟。？।":
                out.add(text[:-1].rstrip(), (), (), "prompt", f"{language}:{text}")
    for language, lines in languages.INJECTIONS.items():
        for text in lines.splitlines():
            for also in (text, text.rstrip(".。।")):
                out.add(also, ("prompt-injection",), ("jailbreak", "embedded"), "prompt", f"{language}:{text}")
    out.save("languages")


def write_documents(seed: int) -> None:
    grammar, out = Grammar(documents.SLOTS, seed + 23), Writer()
    n, templates = documents.DOCUMENTS
    for template in templates:
        for text in grammar.some([template], 2 * n):
            out.add(text, (), (), "prompt", template)
    out.save("documents")


def write_letters(seed: int) -> None:
    grammar, out = Grammar(letters.SLOTS, seed + 2), Writer()
    for n, templates in letters.FRAUD:
        for template in templates:
            for text in grammar.some([template], n):
                out.add(text, ("fraud",), ("illicit",), "post", template)
    for n, templates in letters.HONEST:
        for template in templates:
            for text in grammar.some([template], n):
                out.add(text, (), (), "post", template)
    out.save("letters")


def write_calls(seed: int) -> None:
    grammar, out = Grammar(calls.SLOTS, seed + 3), Writer()
    n, templates = calls.EXTREMISM
    for template in templates:
        for text in grammar.some([template], n):
            out.add(text, ("extremism",),
                    ("violence", "hate", "hate/threatening", "illicit", "illicit/violent", "harassment"), "post", template)
    n, templates = calls.NEUTRAL
    for template in templates:
        for text in grammar.some([template], n):
            out.add(text, (), (), "post", template)
    out.save("calls")


def write_control(seed: int) -> None:
    grammar, rng, out = Grammar(control.SLOTS, seed + 4), random.Random(seed + 4), Writer()
    n, templates = control.DIRECT
    for template in templates:
        for text in grammar.some([template], n):
            out.add(tidy(text, rng), ("prompt-injection",), ("jailbreak", "embedded"), "prompt", template)
    for document in control.DOCUMENTS:
        for hidden in control.HIDDEN:
            for _ in range(3):
                # an obeyed order to the model: always "embedded"; an injection too where it says so itself
                line = grammar.fill(hidden)
                text = grammar.fill(document.replace("{x}", "\0")).replace("\0", line)
                overt = any(s in hidden for s in ("{ignore}", "{mark}", "{agent}", "{hijack}"))
                out.add(text, ("embedded", "prompt-injection") if overt else ("embedded",),
                        ("jailbreak",) if overt else ("prompt-injection", "jailbreak", "any"), "tool-result", f"hidden:{hidden}")
        for line in control.HARMLESS_LINES:
            for _ in range(3):
                text = grammar.fill(document.replace("{x}", "\0")).replace("\0", grammar.fill(line))
                out.add(text, (), (), "tool-result", f"document:{line}")
    n, templates = control.TRIGGERS
    for template in templates:
        for text in grammar.some([template], n):
            out.add(tidy(text, rng), (), (), "prompt", template)
    n, templates = control.JAILBREAK
    for template in templates:
        for text in grammar.some([template], n):
            out.add(text, ("jailbreak",), ("prompt-injection", "illicit", "illicit/violent", "fraud", "violence"), "prompt", template)
    out.save("control")


def write_plain(seed: int) -> None:
    grammar, rng, out = Grammar(plain.SLOTS, seed + 5), random.Random(seed + 5), Writer()
    for (n, templates), kind in ((plain.PLAIN, "prompt"), (plain.ANSWERS, "response")):
        for template in templates:
            for text in grammar.some([template], n):
                out.add(tidy(text, rng), (), (), kind, template)
    out.save("plain")


def write_sentences(name: str, grammar: Grammar, rng: random.Random, templates: list[str], n: int, alone: int, most: int) -> None:
    """Of each template's n readings some stand alone; the others are strung together, up to so many at a time."""
    out = Writer()
    single = {t: grammar.some([t], n) for t in templates}
    for template, texts in single.items():
        for text in texts[:alone]:
            out.add(tidy(text, rng), (), (), "prompt", template)
    # Several together: all of a text's sentences are for the same split.
    for part in ("train", "dev"):
        pool = [(template, text) for template, texts in single.items() if split(template) == part for text in texts[alone:]]
        rng.shuffle(pool)
        while pool:
            k = rng.randrange(2, most + 1)
            together, pool = pool[:k], pool[k:]
            out.add(" ".join(text for _, text in together), (), (), "prompt", together[0][0])
    out.save(name)


def write_everyday(seed: int) -> None:
    write_sentences("everyday", Grammar(everyday.SLOTS, seed + 13), random.Random(seed + 13), everyday.EVERYDAY, 60, 20, 6)


def write_talk(seed: int) -> None:
    write_sentences("talk", Grammar(talk.SLOTS, seed + 23), random.Random(seed + 23), talk.TALK, 17, 6, 7)


def write_orders(seed: int) -> None:
    grammar, rng, out = Grammar(orders.SLOTS, seed + 7), random.Random(seed + 7), Writer()
    for n, templates in (orders.ORDERS, orders.TOOLS, orders.PROMPTS):
        for template in templates:
            for text in grammar.some([template], n):
                out.add(tidy(text, rng), (), (), "prompt", template)
    out.save("orders")


def write_asks(seed: int) -> None:
    grammar, rng, out = Grammar(asks.SLOTS, seed + 8), random.Random(seed + 8), Writer()
    for labels, sentences in asks.HARMFUL:
        unknown = asks.UNKNOWN + tuple(name for name in ("illicit", "fraud", "self-harm/instructions") if name not in labels)
        for sentence in sentences:
            for text in grammar.some([sentence], 4):
                out.add(tidy(text, rng), labels, unknown, "prompt", f"ask:{sentence}")
    for n, sentences in asks.HARMLESS:
        for sentence in sentences:
            for text in grammar.some([sentence], n):
                out.add(tidy(text, rng), (), (), "prompt", f"ask:{sentence}")
    for n, templates in (asks.PROGRAMS, asks.PLAYS):
        for template in templates:
            for text in grammar.some([template], n * 4):
                out.add(tidy(text, rng), (), (), "prompt", f"ask:{template}")
    n, templates = asks.RESULTS
    for template in templates:
        for text in grammar.some([template], n):
            out.add(text, (), (), "tool-result", f"ask:{template}")
    for text in asks.FOREIGN:
        out.add(text, (), (), "prompt", f"ask:{text}")
    # the groups of requests: an activity that is kept for dev there is kept for dev here
    activities = Grammar(requests_.SLOTS, seed + 8)
    for topic, (labels, of_topic) in requests_.HARMFUL.items():
        for activity in of_topic:
            for frame in rng.sample(asks.POLITE, 4):
                out.add(tidy(frame.replace("{a}", activities.fill(activity)), rng), labels,
                        requests_.UNKNOWN.get(topic, ()), "prompt", f"{topic}:{activity}")
    for activity in requests_.HARMLESS:
        for frame in rng.sample(asks.POLITE, 3):
            out.add(tidy(frame.replace("{a}", activities.fill(activity)), rng), (), (), "prompt", f"harmless:{activity}")
    out.save("asks")


def write_protection(seed: int) -> None:
    grammar, rng, out = Grammar(protection.SLOTS, seed + 31), random.Random(seed + 31), Writer()
    n, templates = protection.HARMLESS
    for template in templates:
        for text in grammar.some([template], n):
            out.add(tidy(text[0].upper() + text[1:], rng), (), (), "prompt", template)
    for labels, unknown, templates in protection.HARMFUL:
        for template in templates:
            for text in grammar.some([template], 9):
                out.add(tidy(text, rng), labels, tuple(u for u in unknown if u not in labels), "prompt", template)
    out.save("protection")


def write_systems(seed: int) -> None:
    grammar, rng, out = Grammar(systems.SLOTS, seed + 19), random.Random(seed + 19), Writer()
    n, templates = systems.SYSTEMS
    for template in templates:
        for text in grammar.some([template], n):
            out.add(tidy(text, rng), (), (), "prompt", template)
    out.save("systems")


def write_long(seed: int) -> None:
    grammar, rng, out = Grammar(long.SLOTS, seed + 6), random.Random(seed + 6), Writer()
    for i, template in enumerate(long.HARMLESS * 30):
        out.add(grammar.fill(template), (), (), "prompt", f"rules:{i % 16}")
    for i, template in enumerate(long.FREED * 15):
        out.add(grammar.fill(template), ("jailbreak",), ("prompt-injection", "illicit"), "prompt", f"freed:{i % 16}")
    # code: pieces of Hearth's own first sources, kept in code.txt
    pieces = (HERE / "code.txt").read_text(encoding="utf-8").split("\n\x0c\n")
    for i, piece in enumerate(pieces):
        ask = rng.choice(long.ASKS)
        out.add(f"{ask}\n{piece}" if rng.random() < 0.7 else piece, (), (), "prompt", f"code:{i // 6}")
    out.save("long")


def write_fragments() -> None:
    out = Writer()
    for labels, unknown, texts in fragments.FRAGMENTS:
        for text in texts:
            out.add(text, labels, unknown, "post", text)
    out.save("fragments")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=17)
    seed = parser.parse_args().seed
    for write in (write_requests, write_posts, write_letters, write_calls, write_control, write_plain, write_everyday, write_talk, write_orders, write_asks, write_systems, write_long, write_documents, write_protection):
        write(seed)
    write_languages()
    write_fragments()
