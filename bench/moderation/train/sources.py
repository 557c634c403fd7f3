"""Reads the labelled sources and maps their labels to Hearth's categories.

Every row becomes a text and a vector with one entry per output: 1 (holds), 0 (does not hold) or NaN
(the source says nothing about it; such entries are masked in the loss and in every figure).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

# The learned categories, in the order of dev.hearth.contracts.moderation.Category. sexual/minors is
# derived at run time from the sexual score and age cues; pii and secrets have detectors.
CATEGORIES = [
    "harassment",
    "harassment/threatening",
    "hate",
    "hate/threatening",
    "illicit",
    "illicit/violent",
    "self-harm",
    "self-harm/intent",
    "self-harm/instructions",
    "sexual",
    "violence",
    "violence/graphic",
    "fraud",
    "extremism",
    "prompt-injection",
    "jailbreak",
]
# embedded: the text holds an instruction to a model; counts in tool results alone, where nothing may
# instruct. any: harmful in some way, for sources that do not say in which.
OUTPUTS = CATEGORIES + ["embedded", "any"]
INDEX = {name: i for i, name in enumerate(OUTPUTS)}

VIOLENT = re.compile(
    r"bomb|explosi|weapon|gun\b|guns\b|firearm|rifle|poison|kill|murder|assassin|attack on|shoot|"
    r"terroris|molotov|grenade|nerve agent|anthrax|torture|kidnap|stab|arson|massacre|hostage|assault",
    re.I,
)
FRAUD = re.compile(
    r"scam|phish|identity theft|counterfeit|fraud|ponzi|launder|fake (id|passport|invoice|charit|review|"
    r"document)|forg(e|ing)|steal (someone's |a person's )?(identity|credit)|embezzl|insider trading|"
    r"swindl|money from (elderly|old)|blackmail|extort",
    re.I,
)
SELF = re.compile(r"suicid|self[- ]?harm|kill(ing)? (my|your|one|them)sel|anorexi|bulimi|eating disorder|cut(ting)? (my|your|them)sel", re.I)
EXTREME = re.compile(r"terroris|extremis|radicali[sz]|jihad|neo-?nazi|white suprem|genocid|ethnic cleansing", re.I)
HATEFUL = re.compile(
    r"racis|sexis|xenophob|homophob|transphob|antisemit|anti-semit|islamophob|hate speech|hatred|"
    r"discriminat|superior race|inferior|bigot|misogyn|slur",
    re.I,
)
BULLY = re.compile(r"bully|harass|stalk|defam|slander|humiliat|intimidat|dox", re.I)
# Of the prompts collected in the wild a tenth are ordinary role games and prompt generators.
FREED = re.compile(
    r"no (rules|restrict|filter|limit|ethic|moral|guideline)|unfiltered|uncensored|ignore (all |any |the |your |previous|every)|\bDAN\b|"
    r"jailb|never refuse|without (any )?(restrict|limit|filter|regard|censor|moral|ethic)|illegal|unethical|immoral|amoral|"
    r"developer mode|bypass|polic(y|ies)|guidelines|OpenAI|break (free|character|the rules)|as an ai|not bound|free(d)? (of|from)|"
    r"disregard|NSFW|explicit|evil|anything now|restrictions|disclaimer|offensive|curse|swear",
    re.I,
)
PRIZE = re.compile(r"prize|won\b|winner|claim|award|urgent|guaranteed|selected|cash", re.I)


@dataclass
class Row:
    text: str
    y: np.ndarray
    source: str
    kind: str
    label: str
    split: str
    weight: float = 1.0
    licence: str = ""
    extra: dict = field(default_factory=dict)


def blank(value: float = np.nan) -> np.ndarray:
    return np.full(len(OUTPUTS), value, dtype=np.float32)


def harmless(kind: str) -> np.ndarray:
    y = blank(0.0)
    if kind not in ("tool-result", "response"):
        y[INDEX["embedded"]] = np.nan
    return y


def positive(*names: str, zeros: tuple[str, ...] = ("prompt-injection", "jailbreak")) -> np.ndarray:
    y = blank()
    for name in zeros:
        y[INDEX[name]] = 0.0
    for name in names:
        y[INDEX[name]] = 1.0
    y[INDEX["any"]] = 1.0
    return y


def request(text: str, *names: str) -> np.ndarray:
    """A harmful request: the sub-kinds that its words give away, the others unknown."""
    y = positive(*names)
    if np.isnan(y[INDEX["sexual"]]):
        y[INDEX["sexual"]] = 0.0
    y[INDEX["illicit/violent"]] = 1.0 if VIOLENT.search(text) else 0.0
    if VIOLENT.search(text):
        y[INDEX["violence"]] = np.nan
    if FRAUD.search(text):
        y[INDEX["fraud"]] = 1.0
    if SELF.search(text):
        y[INDEX["self-harm"]] = 1.0
        y[INDEX["illicit/violent"]] = np.nan
        y[INDEX["illicit"]] = np.nan
    else:
        for name in ("self-harm", "self-harm/intent", "self-harm/instructions"):
            if np.isnan(y[INDEX[name]]):
                y[INDEX[name]] = 0.0
    if EXTREME.search(text):
        y[INDEX["extremism"]] = 1.0
    if HATEFUL.search(text):
        y[INDEX["hate"]] = 1.0
        y[INDEX["illicit"]] = np.nan
    if BULLY.search(text):
        y[INDEX["harassment"]] = 1.0
    return y


def openai(label: str) -> np.ndarray:
    found = set() if label == "none" else set(label.split("+"))
    y = blank(0.0)
    y[INDEX["embedded"]] = np.nan
    for name in ("illicit", "illicit/violent", "fraud", "extremism"):
        y[INDEX[name]] = np.nan if found else 0.0
    for name in found:
        y[INDEX[name]] = 1.0
    if "self-harm" in found:
        y[INDEX["self-harm/intent"]] = y[INDEX["self-harm/instructions"]] = np.nan
    if "harassment" in found:
        y[INDEX["harassment/threatening"]] = 1.0 if "violence" in found else 0.0
    if "hate/threatening" in found:
        y[INDEX["harassment/threatening"]] = np.nan
    if "hate" in found and "harassment" not in found:
        y[INDEX["harassment"]] = np.nan
    if found:
        y[INDEX["any"]] = 1.0
    return y


CATQA = {
    "Illegal Activity": ("illicit",),
    "Child Abuse": ("illicit",),
    "Hate/Harass/Violence": (),
    "Malware Viruses": ("illicit",),
    "Physical Harm": ("illicit",),
    "Economic Harm": ("illicit", "fraud"),
    "Fraud/Deception": ("illicit", "fraud"),
    "Privacy Violation Activity": ("illicit",),
}
CATQA_SUB = {
    "Racial or ethnic hate": ("hate",),
    "Religious intolerance": ("hate",),
    "Gender-based violence": ("hate",),
    "Cyberbullying": ("harassment",),
    "Terrorism and extremism": ("extremism", "illicit", "illicit/violent"),
    "Harassment": ("harassment",),
    "Self-harm": ("self-harm", "self-harm/instructions"),
    "Eating disorders": ("self-harm",),
    "Weapon": ("illicit/violent",),
    "Weapon making": ("illicit/violent",),
}


def label(row: dict) -> tuple[np.ndarray, float] | None:
    """The outputs and the weight of a row of the shared data; None to leave it out."""
    source, name, text, kind = row["source"], row["label"], row["text"], row["kind"]
    if source == "harmfulqa":
        return None  # noisy: leaving it out raised recall on unseen harmful instructions
    if source == "openai-moderation":
        return openai(name), 3.0
    if source in ("toole", "bfcl", "gsm8k", "wildchat", "cyberseceval-frr"):
        return harmless("prompt"), 1.0
    if source == "advbench":
        return request(text, "illicit"), 1.0
    if source == "dangerousqa":
        return request(text), 0.4
    if source == "davidson":
        if name == "hate":
            y = positive("hate", zeros=("prompt-injection", "jailbreak", "fraud", "illicit", "self-harm"))
            return y, 1.0
        if name == "offensive":
            y = blank()
            for zero in ("prompt-injection", "jailbreak", "fraud", "illicit", "self-harm", "extremism"):
                y[INDEX[zero]] = 0.0
            return y, 0.3
        return harmless(kind), 0.7
    if source == "surge-toxicity":
        if name == "toxic":
            return positive("harassment", zeros=("prompt-injection", "jailbreak", "fraud", "illicit")), 0.7
        return harmless(kind), 1.0
    if source == "hatemoji-build":
        if name == "hate":
            return positive("hate", zeros=("prompt-injection", "jailbreak", "fraud", "illicit", "self-harm")), 0.7
        y = harmless(kind)
        for unknown in ("harassment", "any", "sexual", "violence"):
            y[INDEX[unknown]] = np.nan
        return y, 0.7
    if source == "catqa":
        top, sub = name.rsplit("/", 1)
        if top == "Tailored Financial Advice":
            return harmless("prompt"), 1.0
        if top == "Adult Content":
            if sub in ("Nude imagery", "Adult-themed humor"):
                return None
            return positive("sexual", zeros=("prompt-injection", "jailbreak", "fraud", "self-harm")), 0.5
        if top == "Political Campaigning":
            return None
        y = request(text, *CATQA[top], *CATQA_SUB.get(sub, ()))
        return y, 1.0
    if source == "do-not-answer":
        kind_ = name.split("/", 1)[1]
        if kind_ == "malicious_uses":
            y = request(text)
            y[INDEX["illicit"]] = np.nan if HATEFUL.search(text) or SELF.search(text) else 1.0
            return y, 0.7
        if kind_.startswith("discrimination"):
            return positive(), 0.3
        return None
    if source == "realtoxicityprompts":
        sub = name.split("/", 1)[1]
        named = {"sexually_explicit": "sexual", "threat": "violence", "identity_attack": "hate"}.get(sub)
        if named is None:
            return None
        y = blank()
        y[INDEX[named]] = 1.0
        return y, 0.15
    if source in ("inthewild-jailbreaks", "dan", "self-reminder", "gptfuzzer-templates"):
        if source == "inthewild-jailbreaks" and not FREED.search(text):
            return None
        y = positive("jailbreak", zeros=("self-harm", "fraud", "extremism"))
        return y, 1.0
    if source == "prompt-injection-defense":
        if name == "injection":
            y = blank(0.0)
            y[INDEX["prompt-injection"]] = y[INDEX["any"]] = 1.0
            for unknown in ("jailbreak", "embedded", "illicit"):
                y[INDEX[unknown]] = np.nan
            return y, 1.0
        y = harmless("prompt")
        y[INDEX["illicit"]] = np.nan
        return y, 1.0
    if source == "bipia":
        if name == "none":
            return harmless("tool-result"), 1.0
        y = blank()
        y[INDEX["embedded"]] = 1.0
        return y, 1.0
    if source == "gptfuzzer-responses":
        if name == "none":
            y = harmless("response")
            y[INDEX["embedded"]] = np.nan
            return y, 0.7
        y = positive(zeros=("prompt-injection",))
        y[INDEX["jailbreak"]] = np.nan
        y[INDEX["illicit"]] = 1.0
        return y, 0.4
    if source == "sms-spam-uci":
        if name == "none":
            return harmless(kind), 0.7
        y = harmless(kind)
        y[INDEX["any"]] = y[INDEX["illicit"]] = y[INDEX["sexual"]] = np.nan
        y[INDEX["fraud"]] = 1.0 if PRIZE.search(text) else np.nan
        return y, 0.7
    raise ValueError(f"unmapped source {source}")


def own(row: dict) -> np.ndarray:
    """A row written for Hearth: the named labels hold, all others do not, save those named unknown."""
    y = harmless(row["kind"])
    for name in row.get("unknown", ()):
        y[INDEX[name]] = np.nan
    for name in row["labels"]:
        y[INDEX[name]] = 1.0
    if any(name != "embedded" for name in row["labels"]):
        y[INDEX["any"]] = 1.0
    return y


def load(shared: Path, hearth: Path | None = None) -> list[Row]:
    """All usable rows: shared/{train,dev}.jsonl, and Hearth's own (every tenth template group is dev)."""
    rows: list[Row] = []
    for split in ("train", "dev"):
        with open(shared / f"{split}.jsonl", encoding="utf-8") as lines:
            for line in lines:
                r = json.loads(line)
                mapped = label(r)
                if mapped is None:
                    continue
                y, weight = mapped
                rows.append(Row(r["text"], y, r["source"], r["kind"], r["label"], split, weight, r["licence"]))
    if hearth is not None:
        for path in sorted(hearth.glob("*.jsonl")):
            with open(path, encoding="utf-8") as lines:
                for line in lines:
                    r = json.loads(line)
                    rows.append(
                        Row(
                            r["text"], own(r), f"hearth-{path.stem}", r["kind"], "+".join(r["labels"]) or "none",
                            r.get("split", "train"), 1.0, r["licence"], {"group": r.get("group", "")},
                        )
                    )
    return rows
