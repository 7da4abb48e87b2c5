"""A question as plain JSON values and back, without loss: kept in a run, sent to a workshop."""

from __future__ import annotations

from typing import Any

from ops_trainer.content.questions.question import Number, Option, Question, Type
from ops_trainer.content.text import Text
from ops_trainer.locale import LANGS


def dump(question: Question) -> dict[str, Any]:
    """Return a question as JSON values; what is empty is left out."""
    number = question.number
    made = {
        "id": question.id,
        "note": question.note,
        "card": question.card,
        "type": question.type.value,
        "facet": question.aspect,
        "prompt": dump_text(question.prompt),
        "explanation": dump_text(question.explanation),
        "options": [_option(option) for option in question.options],
        "pairs": [[dump_text(left), place] for left, place in question.pairs],
        "sequence": list(question.sequence),
        "accepted": [dump_text(text) for text in question.accepted],
        "rivals": [_option(option) for option in question.rivals],
        "number": None
        if number is None
        else {
            "value": number.value,
            "tolerance": number.tolerance,
            "decimals": number.decimals,
            "unit": None if number.unit is None else dump_text(number.unit),
        },
    }
    return {name: value for name, value in made.items() if value not in (None, [], "")}


def load(raw: dict[str, Any]) -> Question:
    """Return a question from what `dump` gave. Raises KeyError, TypeError or ValueError for anything else."""
    number = raw.get("number")
    return Question(
        id=str(raw["id"]),
        note=str(raw["note"]),
        card=str(raw["card"]),
        type=Type(raw["type"]),
        prompt=load_text(raw["prompt"]),
        explanation=load_text(raw["explanation"]),
        options=tuple(_load_option(one) for one in raw.get("options", ())),
        pairs=tuple((load_text(left), int(place)) for left, place in raw.get("pairs", ())),
        sequence=tuple(int(place) for place in raw.get("sequence", ())),
        accepted=tuple(load_text(text) for text in raw.get("accepted", ())),
        rivals=tuple(_load_option(one) for one in raw.get("rivals", ())),
        number=None
        if number is None
        else Number(
            float(number["value"]),
            float(number["tolerance"]),
            int(number["decimals"]),
            None if number.get("unit") is None else load_text(number["unit"]),
        ),
        aspect=str(raw.get("facet", "")),
    )


def dump_text(text: Text) -> dict[str, str]:
    """Return a text by language, only those that it exists in."""
    return {lang: getattr(text, lang) for lang in text.langs}


def load_text(raw: dict[str, str]) -> Text:
    """Return a text from what `dump_text` gave. Raises ValueError for an empty one."""
    return Text(**{lang: str(raw[lang]) for lang in LANGS if raw.get(lang)})


def _option(option: Option) -> dict[str, Any]:
    made: dict[str, Any] = {"text": dump_text(option.text), "correct": option.correct}
    if option.note is not None:
        made["note"] = option.note
    if option.why is not None:
        made["why"] = dump_text(option.why)
    if option.weight is not None:
        made["weight"] = option.weight
    return made


def _load_option(raw: dict[str, Any]) -> Option:
    note, why, weight = raw.get("note"), raw.get("why"), raw.get("weight")
    return Option(
        load_text(raw["text"]),
        bool(raw.get("correct")),
        None if note is None else str(note),
        None if why is None else load_text(why),
        None if weight is None else float(weight),
    )
