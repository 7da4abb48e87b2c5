"""A note as a form: which fields each kind has, made from its model, and a note's plain values as what stands in them.

What stands in a form is plain as well, by path: a text is `{"zh", "en"}`, names are the same with a line each, a list
of words is one text of lines, a number is as it was typed, a list or map of parts is a list of forms, the key of an
entry of a map stands in it as `key`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from ops_trainer.content.compute import Compute
from ops_trainer.content.kinds import KINDS
from ops_trainer.content.kinds.parts import Amount, Names, Pair, Part, Worded
from ops_trainer.content.model import Model
from ops_trainer.content.reading.shapes import Path
from ops_trainer.content.text import Text
from ops_trainer.locale import LANGS, Lang

KEY = "key"  # where the key of a map's entry stands in its form
WAS = "was"  # where the key stands that the file has for it
VALUE = "value"  # where its value stands, unless that has fields of its own
WRITTEN_ELSEWHERE = ("kind", "id", "guid", "formerly")  # what nobody writes into a form
COMMON = ("aliases", "example", "contrast", "source", "tags", "confusable", "after")
ANSWERED = ("qa", "question")  # kinds whose answers are written
FACES = {"parts": "part", "duties": "duty", "faces": "face"}  # what the cards of a map's entries are called by
NUMBER = re.compile(r"-?\d+(\.\d+)?")
# Fields of one name that mean something else in this model, and what their label is called.
OTHER_LABELS = {(Pair, "left"): "pair_left", (Pair, "right"): "pair_right", (Amount, "value"): "amount_value"}


class Shape(Enum):
    """How a field is filled in."""

    TEXT = "text"  # by language
    NAMES = "names"  # by language, a line each
    WORDS = "words"  # a line each
    LINE = "line"
    NUMBER = "number"
    FLAG = "flag"
    TRUTH = "truth"  # yes, no, or not said
    ONE = "one"  # fields of its own, or nothing
    LIST = "list"
    MAP = "map"


@dataclass(frozen=True, slots=True)
class FormField:
    """A field: its name in the file, what its label is called, how it is filled in, whether it must be.

    `fields` are those of what it holds; none where a list or map holds texts. `is_common`: notes of every kind have it.
    """

    name: str
    label: str
    shape: Shape
    required: bool = False
    fields: tuple[FormField, ...] = ()
    of: type[Model] | None = None
    most: int = 1000
    is_common: bool = False
    both: bool = False  # a text written once is in both languages


def fields_of(kind: str) -> tuple[FormField, ...]:
    """Return the fields of a kind's form, those of all kinds last."""
    return _fields(KINDS[kind])


@cache
def _fields(model: type[Model]) -> tuple[FormField, ...]:
    found = []
    for name, info in model.model_fields.items():
        if name in WRITTEN_ELSEWHERE:
            continue
        most = next((m for one in info.metadata if (m := getattr(one, "max_length", None)) is not None), 1000)
        label = OTHER_LABELS.get((model, name), name)
        made = _field(info.alias or name, label, info.annotation, info.is_required(), most)
        common = issubclass(model, tuple(KINDS.values())) and name in (*COMMON, *_rarely(model))
        both = name == "unit" and model in (Amount, Compute)
        found.append(replace(made, is_common=common, both=both))
    own = [one for one in found if not one.is_common]
    own.sort(key=lambda one: (not one.required, one.shape is Shape.FLAG))
    return (*own, *sorted((one for one in found if one.is_common), key=lambda one: (*COMMON, "accept").index(one.name)))


def _rarely(model: type[Model]) -> tuple[str, ...]:
    """Return what only notes that are answered in one's own words need often: what else is right."""
    return () if any(KINDS[kind] is model for kind in ANSWERED) else ("accept",)


def _field(name: str, label: str, wanted: Any, required: bool, most: int) -> FormField:
    origin, parts = get_origin(wanted), get_args(wanted)
    if origin is Annotated:
        return _field(name, label, parts[0], required, most)
    if origin in (Union, UnionType):
        inner = next(one for one in parts if one is not type(None))
        return FormField(name, label, Shape.TRUTH) if inner is bool else _field(name, label, inner, False, most)
    if wanted is Text:
        return FormField(name, label, Shape.TEXT, required)
    if wanted is Names:
        return FormField(name, label, Shape.NAMES, required)
    if wanted is bool:
        return FormField(name, label, Shape.FLAG)
    if wanted in (int, float):
        return FormField(name, label, Shape.NUMBER, required)
    if origin is tuple:
        held = _bare(parts[0])
        if held is Text or (isinstance(held, type) and issubclass(held, Model)):
            return FormField(name, label, Shape.LIST, required, _within(held), _model(held), most)
        return FormField(name, label, Shape.WORDS, required)
    if origin is dict:
        held = _bare(parts[1])
        return FormField(name, label, Shape.MAP, required, _within(held), _model(held), most)
    if isinstance(wanted, type) and issubclass(wanted, Model):
        return FormField(name, label, Shape.ONE, required, _fields(wanted), wanted)
    assert wanted is str or origin is Literal, f"no form for {name}: {wanted}"
    return FormField(name, label, Shape.LINE, required)


def _bare(wanted: Any) -> Any:
    return get_args(wanted)[0] if get_origin(wanted) is Annotated else wanted


def _model(held: Any) -> type[Model] | None:
    return held if held is not Text else None


def _within(held: Any) -> tuple[FormField, ...]:
    return (FormField(VALUE, VALUE, Shape.TEXT, True),) if held is Text else _fields(held)


# from a note to a form


def filled(fields: tuple[FormField, ...], raw: Mapping[str, Any], language: Lang) -> dict[str, Any]:
    """Return what stands in some fields for the plain values of a file, whose language is that of texts that name
    none."""
    return {one.name: _filled(one, raw.get(one.name), language) for one in fields}


def blank(one: FormField) -> dict[str, Any]:
    """Return the form of one more entry of a list, map, or of what a field may hold, with nothing in it."""
    entry = filled(one.fields, {}, "zh")
    return {KEY: "", WAS: "", **entry} if one.shape is Shape.MAP else entry


def _filled(one: FormField, value: Any, language: Lang) -> Any:
    match one.shape:
        case Shape.TEXT:
            return _text(value, language, both=one.both)
        case Shape.NAMES:
            by_lang = {language: value} if isinstance(value, list) else value if isinstance(value, Mapping) else {}
            return {lang: "\n".join(map(str, by_lang.get(lang) or ())) for lang in LANGS}
        case Shape.WORDS:
            return "\n".join(map(str, value)) if isinstance(value, list) else str(value or "")
        case Shape.FLAG:
            return _said(value) == "true"
        case Shape.TRUTH | Shape.LINE | Shape.NUMBER:
            return _said(value)
        case Shape.ONE:
            return filled(one.fields, value, language) if isinstance(value, Mapping) else None
        case Shape.LIST:
            return [_entry(one, part, language) for part in (value if isinstance(value, list) else [])]
        case Shape.MAP:
            entries = value.items() if isinstance(value, Mapping) else ()
            return [{KEY: str(key), WAS: str(key), **_entry(one, part, language)} for key, part in entries]


def _said(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _text(value: Any, language: Lang, *, both: bool) -> dict[str, str]:
    if isinstance(value, Mapping):
        return {lang: _said(value.get(lang)) for lang in LANGS}
    said = _said(value)
    return {lang: said if both or lang == language else "" for lang in LANGS}


def _entry(one: FormField, part: Any, language: Lang) -> dict[str, Any]:
    """Return the form of an entry, which may be written as its text alone."""
    if one.of is None:
        return {VALUE: _text(part, language, both=False)}
    if one.of is Part or issubclass(one.of, Worded):
        whole = isinstance(part, Mapping) and not (part and part.keys() <= {*LANGS})
        part = part if whole else {"text": part}
    return filled(one.fields, part if isinstance(part, Mapping) else {}, language)


# from a form to a note


@dataclass(slots=True)
class Written:
    """A note of plain values made of a form; `paths` say where what stands at a path in them came from, `faces` what
    cards are called now whose keys were changed, by what they were called."""

    raw: dict[str, Any]
    paths: dict[Path, Path] = field(default_factory=dict)
    faces: dict[str, str] = field(default_factory=dict)

    def origin(self, path: Path) -> Path:
        """Return the path in the form for one in the note: of the nearest thing around it that has one."""
        while path not in self.paths and path:
            path = path[:-1]
        return self.paths.get(path, ())


def written(kind: str, form: Mapping[str, Any], language: Lang, old: Mapping[str, Any] | None = None) -> Written:
    """Return the note that a form makes, without what is empty; a field in which nothing changed is as it was in the
    file (`old`)."""
    fields = fields_of(kind)
    before = filled(fields, old, language) if old is not None and old.get("kind") == kind else {}
    made = Written({})
    raw: dict[str, Any] = {}
    for one in fields:
        if one.name in before and before[one.name] == form.get(one.name):
            value = (old or {}).get(one.name)
            _same(one, (one.name,), value, made)
        else:
            value = _written(one, form.get(one.name), language, (one.name,), (one.name,), made)
        if value is not None:
            raw[one.name] = value
    kept = {name: value for name, value in (old or {}).items() if name in WRITTEN_ELSEWHERE}
    whole = {**kept, "kind": kind, **raw}
    made.raw = {**{name: whole[name] for name in (old or {}) if name in whole}, **whole}
    return made


def _same(one: FormField, path: Path, value: Any, made: Written) -> None:
    """Note the paths of a field that stays as it was."""
    made.paths[path] = path
    if isinstance(value, Mapping) and one.shape is Shape.MAP:
        for number, key in enumerate(value):
            made.paths[(*path, key)] = (*path, number)
    elif isinstance(value, list) and one.shape is Shape.LIST:
        for number in range(len(value)):
            made.paths[(*path, number)] = (*path, number)


def _written(one: FormField, value: Any, language: Lang, path: Path, form: Path, made: Written) -> Any:
    """Return the plain value of a field, None for an empty one. `path` is where it goes, `form` where it stands."""
    made.paths[path] = form
    match one.shape:
        case Shape.TEXT:
            return _short(value, language, both=one.both)
        case Shape.NAMES:
            by_lang = {lang: _lines(value[lang]) for lang in LANGS if _lines(value[lang])}
            return by_lang.get(language) if by_lang.keys() == {language} else by_lang or None
        case Shape.WORDS:
            return _lines(value) or None
        case Shape.FLAG:
            return True if value else None
        case Shape.TRUTH:
            return {"true": True, "false": False}.get(value)
        case Shape.LINE:
            return value.strip() or None
        case Shape.NUMBER:
            return _number(value.strip()) if value.strip() else None
        case Shape.ONE:
            return None if value is None else _record(one, value, language, path, form, made)
        case Shape.LIST:
            entries: list[Any] = []
            for number, part in enumerate(value):
                at = (*path, len(entries))
                entry = _shortest(one, part, language, at, (*form, number), made)
                if entry is not None:
                    entries.append(entry)
            return entries or None
        case Shape.MAP:
            return _mapped(one, value, language, path, form, made)


def _mapped(
    one: FormField, value: list[dict[str, Any]], language: Lang, path: Path, form: Path, made: Written
) -> dict[str, Any] | None:
    entries: dict[str, Any] = {}
    taken = {part[KEY].strip() for part in value}
    for number, part in enumerate(value):
        key, n = part[KEY].strip(), len(entries) + 1
        while not key and f"p{n}" in taken:
            n += 1
        at = (*path, key or f"p{n}")
        entry = _shortest(one, part, language, at, (*form, number), made)
        if entry is not None or key:
            taken.add(at[-1])
            entries[str(at[-1])] = entry if entry is not None else ""
            if (was := part[WAS]) and was != at[-1] and was not in taken and one.name in FACES:
                made.faces[f"{FACES[one.name]}.{was}"] = f"{FACES[one.name]}.{at[-1]}"
    return entries or None


def _shortest(one: FormField, part: Mapping[str, Any], language: Lang, path: Path, form: Path, made: Written) -> Any:
    """Return an entry in its shortest form, None for an empty one."""
    if one.of is None:
        made.paths[path] = form
        return _short(part[VALUE], language, both=False)
    entry = _record(one, part, language, path, form, made)
    if entry is not None and entry.keys() == {"text"} and (one.of is Part or issubclass(one.of, Worded)):
        return entry["text"]
    return entry


def _record(
    one: FormField, value: Mapping[str, Any], language: Lang, path: Path, form: Path, made: Written
) -> dict[str, Any] | None:
    made.paths[path] = form
    entry = {}
    for inner in one.fields:
        part = _written(inner, value[inner.name], language, (*path, inner.name), (*form, inner.name), made)
        if part is not None:
            entry[inner.name] = part
    return entry or None


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _short(value: Mapping[str, str], language: Lang, *, both: bool) -> Any:
    there = {lang: text for lang in LANGS if (text := "\n".join(map(str.rstrip, value[lang].split("\n"))).strip("\n "))}
    if both and len(there) == len(LANGS) and len({*there.values()}) == 1:
        return there[language]
    if both:
        return there or None
    return there[language] if there.keys() == {language} else there or None


def _number(text: str) -> Any:
    """Return a number where it is one, else the text, of which the reader says what is wrong."""
    if not NUMBER.fullmatch(text):
        return text
    value = float(text)
    return int(value) if "." not in text else value


def rows(fields: tuple[FormField, ...], form: Mapping[str, Any], path: Path = ()) -> Iterator[tuple[Path, FormField]]:
    """Yield every field that a form shows, with its path: of a list or map also those of its entries."""
    for one in fields:
        at = (*path, one.name)
        yield at, one
        value = form.get(one.name)
        if one.shape is Shape.ONE and value is not None:
            yield from rows(one.fields, value, at)
        elif one.shape in (Shape.LIST, Shape.MAP):
            for number, part in enumerate(value or ()):
                yield from rows(one.fields, part, (*at, number))


# one note made of another


ANSWERS = {"tip": "advice", "scenario": "answer", "question": "why"}  # where it isn't the second field that must be


def main_fields(kind: str) -> tuple[str, ...]:
    """Return the fields that say what a note of a kind is called, and what it says: the second is lacking in some."""
    needed = [one.name for one in fields_of(kind) if one.required and one.shape is Shape.TEXT]
    return tuple(name for name in (needed[0], ANSWERS.get(kind) or (needed[1] if len(needed) > 1 else "")) if name)


def as_kind(form: Mapping[str, Any], old: str, new: str, language: Lang) -> dict[str, Any]:
    """Return the form of a note as one of another kind: fields of the same name and shape, what it is called, what it
    says."""
    made = filled(fields_of(new), {}, language)
    shapes = {one.name: (one.shape, one.fields) for one in fields_of(old)}
    for one in fields_of(new):
        if shapes.get(one.name) == (one.shape, one.fields):
            made[one.name] = form[one.name]
    made |= {there: form[here] for here, there in zip(main_fields(old), main_fields(new), strict=False)}
    return made


def merged(kind: str, keep: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return two forms of a kind as one: what both say differently stands below each other, the other's name among the
    further names; nothing is lost."""
    title, *_ = main_fields(kind)
    made = dict(keep)
    for one in fields_of(kind):
        mine, theirs = keep[one.name], other[one.name]
        match one.shape:
            case Shape.TEXT if one.name == title:
                made[title] = {lang: mine[lang] or theirs[lang] for lang in LANGS}
            case Shape.TEXT | Shape.NAMES:
                made[one.name] = {lang: _together(mine[lang], theirs[lang]) for lang in LANGS}
            case Shape.WORDS:
                made[one.name] = _together(mine, theirs)
            case Shape.LIST:
                made[one.name] = [*mine, *(part for part in theirs if part not in mine)]
            case Shape.MAP:
                keys = {part[KEY] for part in mine}
                made[one.name] = [*mine, *(part for part in theirs if part[KEY] not in keys)]
            case _:
                made[one.name] = mine or theirs
    if kind not in ("cloze", "question", "qa"):
        names = {lang: other[title][lang] for lang in LANGS if other[title][lang] != made[title][lang]}
        made["aliases"] = {lang: _together(made["aliases"][lang], names.get(lang, "")) for lang in LANGS}
    return made


def _together(one: str, other: str) -> str:
    lines = [*_lines(one), *(line for line in _lines(other) if line not in _lines(one))]
    return one if lines == _lines(one) else "\n".join(lines)
